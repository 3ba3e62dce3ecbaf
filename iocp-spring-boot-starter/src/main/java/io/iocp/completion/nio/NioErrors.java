package io.iocp.completion.nio;

import io.iocp.completion.CompletionStatus;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one table from Java's exceptions to our statuses. Java hides the native code; where the class
 * says too little, the message is what the operating system said (see {@code strerror(3)}, and
 * {@code FormatMessage} on Windows).
 */
final class NioErrors {

  private static final Logger LOG = LoggerFactory.getLogger(NioErrors.class);

  private record Row(String messagePart, CompletionStatus status) {}

  private static final List<Row> MESSAGES =
      List.of(
          new Row("connection reset", CompletionStatus.RESET),
          new Row("broken pipe", CompletionStatus.RESET),
          new Row("forcibly closed by the remote host", CompletionStatus.RESET),
          new Row("aborted by the software in your host", CompletionStatus.RESET),
          new Row("software caused connection abort", CompletionStatus.RESET),
          new Row("refused", CompletionStatus.REFUSED),
          new Row("timed out", CompletionStatus.TIMED_OUT),
          new Row("unreachable", CompletionStatus.UNREACHABLE),
          new Row("no route to host", CompletionStatus.UNREACHABLE));

  private NioErrors() {}

  /**
   * The status behind a failed call. What the table does not know is {@code FAILED}; there being no
   * native code to pass on, the message goes to the log.
   *
   * @param call the call that failed, for the log
   */
  static CompletionStatus statusOf(String call, Exception failure) {
    if (failure instanceof ClosedChannelException) {
      return CompletionStatus.ABORTED;
    }
    if (failure instanceof NoRouteToHostException
        || failure instanceof UnresolvedAddressException
        || failure instanceof UnsupportedAddressTypeException) {
      return CompletionStatus.UNREACHABLE;
    }
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    for (Row row : MESSAGES) {
      if (message.contains(row.messagePart)) {
        return row.status;
      }
    }
    LOG.debug("{} failed: {}", call, failure.toString());
    return CompletionStatus.FAILED;
  }

  /** An exception for the caller of a call that failed, with what it was about. */
  static IOException describe(String what, Exception failure) {
    // Some say all with their name.
    String why = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return new IOException(what + " failed: " + why, failure);
  }
}
