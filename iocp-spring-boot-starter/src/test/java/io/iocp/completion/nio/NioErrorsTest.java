package io.iocp.completion.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.completion.CompletionStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.UnresolvedAddressException;
import org.junit.jupiter.api.Test;

class NioErrorsTest {

  @Test
  void whatJavaSaysIsTranslated() {
    assertStatus(new ConnectException("Connection refused"), CompletionStatus.REFUSED);
    assertStatus(
        new ConnectException("Connection refused: no further information"),
        CompletionStatus.REFUSED);
    assertStatus(new ConnectException("Connection timed out"), CompletionStatus.TIMED_OUT);
    assertStatus(new IOException("Connection timed out"), CompletionStatus.TIMED_OUT);
    assertStatus(new NoRouteToHostException(), CompletionStatus.UNREACHABLE);
    assertStatus(new SocketException("Network is unreachable"), CompletionStatus.UNREACHABLE);
    assertStatus(new UnresolvedAddressException(), CompletionStatus.UNREACHABLE);
    assertStatus(new SocketException("Connection reset"), CompletionStatus.RESET);
    assertStatus(new IOException("Connection reset by peer"), CompletionStatus.RESET);
    assertStatus(new IOException("Broken pipe"), CompletionStatus.RESET);
    assertStatus(
        new IOException("An existing connection was forcibly closed by the remote host"),
        CompletionStatus.RESET);
    assertStatus(new AsynchronousCloseException(), CompletionStatus.ABORTED);
    assertStatus(new IOException("Too many open files"), CompletionStatus.FAILED);
    assertStatus(new IOException(), CompletionStatus.FAILED);
  }

  private static void assertStatus(Exception failure, CompletionStatus status) {
    assertThat(NioErrors.statusOf("test", failure)).as(failure.toString()).isEqualTo(status);
  }
}
