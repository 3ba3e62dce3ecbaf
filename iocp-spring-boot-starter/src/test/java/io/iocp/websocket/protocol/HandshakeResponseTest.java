package io.iocp.websocket.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.iocp.http.protocol.HttpFields;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeResponseTest {
  private static final HandshakeRequest REQUEST =
      new HandshakeRequest(
          "/",
          "/",
          null,
          HttpFields.EMPTY,
          "h",
          null,
          List.of("one", "two"),
          List.of(),
          "dGhlIHNhbXBsZSBub25jZQ==");

  @Test
  void keyOfTheRfcIsAnsweredAsTheRfcDoes() {
    assertThat(new String(HandshakeResponse.accept(REQUEST, null, HttpFields.EMPTY), UTF_8))
        .isEqualTo(
"""
HTTP/1.1 101 Switching Protocols\r
Upgrade: websocket\r
Connection: Upgrade\r
Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
\r
""");
  }

  @Test
  void chosenSubprotocolAndFurtherFieldsAreSent() {
    HttpFields extra = HttpFields.builder().add("X-A", "1").add("X-A", "2").build();
    assertThat(new String(HandshakeResponse.accept(REQUEST, "two", extra), UTF_8))
        .endsWith("\r\nSec-WebSocket-Protocol: two\r\nX-A: 1\r\nX-A: 2\r\n\r\n");
  }

  @Test
  void subprotocolThatWasNotOfferedIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HandshakeResponse.accept(REQUEST, "three", HttpFields.EMPTY))
        .withMessageContaining("three");
  }

  @Test
  void failureSaysWhyAndThatTheConnectionCloses() {
    assertThat(new String(HandshakeResponse.refuse(new HandshakeFailure(404, "kein é")), UTF_8))
        .isEqualTo(
"""
HTTP/1.1 404 Not Found\r
Connection: close\r
Content-Length: 8\r
Content-Type: text/plain; charset=utf-8\r
\r
kein é
""");
  }

  @Test
  void upgradeIsNamedInConnection() {
    HandshakeFailure failure =
        new HandshakeFailure(426, "no", HttpFields.of("Upgrade", "websocket"));
    assertThat(new String(HandshakeResponse.refuse(failure), UTF_8))
        .startsWith("HTTP/1.1 426 Upgrade Required\r\n")
        .contains("\r\nConnection: close, Upgrade\r\n")
        .contains("\r\nUpgrade: websocket\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Smuggled: b", "a\nb", "a\0b", "€"})
  void fieldMustNotSmuggleALine(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> HttpFields.of("X-A", value));
    assertThatIllegalArgumentException().isThrownBy(() -> HttpFields.of(value, "x"));
  }
}
