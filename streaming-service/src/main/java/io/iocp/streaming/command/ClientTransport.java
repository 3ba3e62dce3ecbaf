package io.iocp.streaming.command;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.http.protocol.HttpFields;
import io.iocp.websocket.WebSocketRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The transport as commands use it: one worker, few buffers, and nobody is listened to. */
final class ClientTransport {

  private static final long BUFFER_BYTES = 32 << 20;
  private static final int RECEIVE_BUFFERS = 16;

  /** Enough for what has been queued; a server that does not answer is not waited for. */
  static final Duration STOP_GRACE = Duration.ofSeconds(1);

  private ClientTransport() {}

  static IocpTransport open() throws IOException {
    return IocpTransport.open(
        IocpTransportOptions.builder()
            .workers(1)
            .buffers(BufferPoolOptions.DEFAULTS.withMaximumBytes(BUFFER_BYTES))
            .receiveBuffersPerWorker(RECEIVE_BUFFERS)
            .build(),
        List::of,
        List::of);
  }

  /**
   * Where to, and who asks.
   *
   * @param token shown in the header, where no proxy logs it; none if null or empty
   * @throws IllegalArgumentException when the address is none of a WebSocket, or the token cannot
   *     be in a header; the message does not have the token
   */
  static WebSocketRequest request(URI address, @Nullable String token) {
    WebSocketRequest request = WebSocketRequest.to(address);
    if (token == null || token.isEmpty()) {
      return request;
    }
    if (!token.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new IllegalArgumentException("a token has visible ASCII characters only");
    }
    return request.withHeaders(HttpFields.of("Authorization", "Bearer " + token));
  }
}
