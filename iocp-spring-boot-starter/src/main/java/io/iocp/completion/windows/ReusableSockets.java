package io.iocp.completion.windows;

import io.iocp.completion.Packet;
import io.iocp.completion.windows.winsock.ExtensionFunctions;
import io.iocp.completion.windows.winsock.Sockets;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * Sockets of one listener's connections that were closed in order and are made ready, with {@code
 * DisconnectEx}, to be accepted into once more. One may take as long as its connection stays in
 * TIME_WAIT, so this is an option, and never more are kept than there are accepts outstanding.
 *
 * <p>In the listener's context, except {@link #offer}.
 */
final class ReusableSockets {

  private final PortParts parts;
  private final ExtensionFunctions extensions;
  private final Mailbox mailbox;
  private final int maximum;
  private final Runnable quiet;
  private final ArrayDeque<Long> ready = new ArrayDeque<>();
  private final Set<Disconnecting> disconnecting = new HashSet<>();
  private boolean closing;

  /**
   * @param mailbox of the listener
   * @param quiet runs when, after {@link #close}, the last one is gone
   */
  ReusableSockets(
      PortParts parts,
      ExtensionFunctions extensions,
      Mailbox mailbox,
      int maximum,
      Runnable quiet) {
    this.parts = parts;
    this.extensions = extensions;
    this.mailbox = mailbox;
    this.maximum = maximum;
    this.quiet = quiet;
  }

  /** Takes over a connected socket of which the kernel holds nothing else. Any thread. */
  void offer(long socket) {
    if (!mailbox.post(Packet.of(() -> take(socket)))) {
      Sockets.close(socket);
    }
  }

  private void take(long socket) {
    if (closing || ready.size() + disconnecting.size() >= maximum) {
      Sockets.close(socket);
    } else {
      new Disconnecting(socket).start();
    }
  }

  /** One that is ready; {@link Sockets#INVALID} when there is none. */
  long poll() {
    Long socket = ready.pollFirst();
    if (socket == null) {
      return Sockets.INVALID;
    }
    parts.sockets().closed(socket);
    return socket;
  }

  boolean isQuiet() {
    return disconnecting.isEmpty();
  }

  void close() {
    closing = true;
    ready.forEach(this::discard);
    ready.clear();
    disconnecting.forEach(Disconnecting::cancel);
  }

  private void discard(long socket) {
    parts.sockets().closed(socket);
    Sockets.close(socket);
  }

  private final class Disconnecting extends Request {

    private final long socket;

    Disconnecting(long socket) {
      super(parts, mailbox);
      this.socket = socket;
    }

    void start() {
      disconnecting.add(this);
      parts.sockets().opened(socket);
      int result = extensions.disconnectForReuse(socket, begin());
      called(result != 0, parts.sockets().skipPortOnSuccess(), 0);
    }

    void cancel() {
      cancel(socket);
    }

    @Override
    protected void completed(int code, int bytes) {
      disconnecting.remove(this);
      giveBackSlot();
      if (code == WindowsErrors.SUCCESS && !closing) {
        ready.addLast(socket);
      } else {
        discard(socket);
      }
      if (closing && isQuiet()) {
        quiet.run();
      }
    }
  }
}
