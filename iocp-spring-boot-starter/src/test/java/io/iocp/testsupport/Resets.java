package io.iocp.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Callable;

/** What a client is told when its connection is reset. */
public final class Resets {

  private Resets() {}

  /**
   * The client's read fails, or its connect where the reset is faster than the news of the
   * connection. Inside of Wine it may end instead, for a Java client there takes a reset for the
   * end of the stream; that it was a reset is seen from outside, in {@code WineClientsIT}.
   */
  public static void assertToldBy(Callable<?> read) throws Exception {
    if (Wine.isHere()) {
      try {
        read.call();
      } catch (IOException e) {
        assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
      }
    } else {
      assertThatThrownBy(read::call).isInstanceOf(IOException.class);
    }
  }
}
