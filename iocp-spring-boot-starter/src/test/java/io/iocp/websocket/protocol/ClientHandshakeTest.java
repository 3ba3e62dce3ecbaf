package io.iocp.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.iocp.http.protocol.HeadLimits;
import io.iocp.http.protocol.HttpFields;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHandshakeTest {
  private static final String ANSWER =
"""
HTTP/1.1 101 Switching Protocols\r
Upgrade: websocket\r
Connection: Upgrade\r
Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
Sec-WebSocket-Protocol: two\r
\r
""";

  private final ClientHandshake handshake =
      new ClientHandshake(
          new HandshakeOffer(
              "example.com:9000",
              "/publish/demo?a=b",
              List.of("one", "two"),
              HttpFields.of("Origin", "http://example.com")),
          Bytes.ascii("the sample nonce"),
          HeadLimits.DEFAULT);

  private HandshakeResult read(String answer) {
    return handshake.read(ByteBuffer.wrap(Bytes.ascii(answer)));
  }

  @Test
  void serverUnderstandsTheRequestAndTheClientItsAnswer() {
    HandshakeResult result =
        new HandshakeParser(HeadLimits.DEFAULT).read(ByteBuffer.wrap(handshake.request()));
    assertThat(result).isInstanceOf(HandshakeRequest.class);
    HandshakeRequest request = (HandshakeRequest) result;
    assertThat(request.path()).isEqualTo("/publish/demo");
    assertThat(request.query()).isEqualTo("a=b");
    assertThat(request.host()).isEqualTo("example.com:9000");
    assertThat(request.origin()).isEqualTo("http://example.com");

    byte[] answer = HandshakeResponse.accept(request, "one", HttpFields.EMPTY);
    assertThat(handshake.read(ByteBuffer.wrap(answer)))
        .isInstanceOfSatisfying(
            HandshakeAccepted.class,
            accepted -> assertThat(accepted.subprotocol()).isEqualTo("one"));
  }

  @Test
  void answersThatOnlyAnnounceTheAnswerArePassedOver() {
    String interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    assertThat(read("HTTP/1.1 100 Continue\r\n\r\n")).isSameAs(HandshakeResult.INCOMPLETE);
    assertThat(read(interim + interim + ANSWER)).isInstanceOf(HandshakeAccepted.class);
  }

  @Test
  void aServerThatOnlyAnnouncesIsGivenUp() {
    assertThat(read("HTTP/1.1 100 Continue\r\n\r\n".repeat(20)))
        .isInstanceOf(HandshakeFailure.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
        "Sec-WebSocket-Protocol: two"
      })
  void aFieldThatMayComeOnlyOnceIsRefusedTwice(String field) {
    assertThat(read(ANSWER.replace("\r\n\r\n", "\r\n" + field + "\r\n\r\n")))
        .isInstanceOfSatisfying(
            HandshakeFailure.class,
            failure -> assertThat(failure.reason()).contains("more than once"));
  }

  @Test
  void answerIsReadByteByByteUpToTheFirstFrame() {
    byte[] answer = Bytes.ascii(ANSWER);
    for (int i = 0; i < answer.length - 1; i++) {
      assertThat(handshake.read(ByteBuffer.wrap(answer, i, 1)))
          .isSameAs(HandshakeResult.INCOMPLETE);
    }
    ByteBuffer end = ByteBuffer.wrap(Bytes.hex("0a 8900"));
    assertThat(handshake.read(end)).isInstanceOf(HandshakeAccepted.class);
    assertThat(end.position()).isEqualTo(1);
  }

  @Test
  void refusalCarriesTheStatusOfTheServer() {
    assertThat(read("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
        .isInstanceOfSatisfying(
            HandshakeFailure.class,
            failure -> {
              assertThat(failure.httpStatus()).isEqualTo(404);
              assertThat(failure.reason()).contains("404 Not Found");
            });
  }

  private static HandshakeFailure refusal(HandshakeResult result) {
    assertThat(result).isInstanceOf(HandshakeFailure.class);
    return (HandshakeFailure) result;
  }

  @Test
  void refusalIsSaidInTheWordsOfTheServer() {
    byte[] answer =
        HandshakeResponse.refuse(new HandshakeFailure(403, "publishing is closed here"));
    for (int i = 0; i < answer.length - 1; i++) {
      assertThat(handshake.read(ByteBuffer.wrap(answer, i, 1)))
          .isSameAs(HandshakeResult.INCOMPLETE);
    }
    HandshakeFailure failure =
        refusal(handshake.read(ByteBuffer.wrap(answer, answer.length - 1, 1)));
    assertThat(failure.httpStatus()).isEqualTo(403);
    assertThat(failure.reason()).isEqualTo("publishing is closed here");
    assertThat(handshake.end()).isEqualTo(failure);
  }

  @Test
  void sentenceThatIsCutOffIsStillARefusal() {
    String head = "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\n";
    assertThat(read(head)).isSameAs(HandshakeResult.INCOMPLETE);
    assertThat(read("clos")).isSameAs(HandshakeResult.INCOMPLETE);
    assertThat(refusal(handshake.end()).reason()).isEqualTo("clos");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/html\r\nContent-Length: 4",
        "Content-Type: text/plain",
        "Content-Length: 4",
        "Content-Type: text/plain\r\nContent-Length: 0",
        "Content-Type: text/plain\r\nContent-Length: 1025",
        "Content-Type: text/plain\r\nContent-Length: 99999999999",
        "Content-Type: text/plain\r\nContent-Length: -4"
      })
  void whatIsNoSentenceIsNotWaitedFor(String fields) {
    assertThat(refusal(read("HTTP/1.1 502 Bad Gateway\r\n" + fields + "\r\n\r\npage")).reason())
        .isEqualTo("the server answered 502 Bad Gateway");
  }

  @ParameterizedTest
  @CsvSource({
    "Upgrade: websocket, Upgrade: h2c",
    "Connection: Upgrade, Connection: close",
    "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=, s3pPLMBiTxaQ9kYGzzhZRbK+xOx=",
    "Protocol: two, Protocol: three",
    "Sec-WebSocket-Protocol: two, Sec-WebSocket-Extensions: x",
    "HTTP/1.1, HTTP/1.0",
    "101, 1o1",
    "Upgrade: websocket, Upgrade"
  })
  void answerThatBreaksTheProtocolIsNotUnderstood(String text, String replacement) {
    assertThat(read(ANSWER.replace(text, replacement)))
        .isInstanceOfSatisfying(
            HandshakeFailure.class, failure -> assertThat(failure.httpStatus()).isEqualTo(502));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "demo", "/a b", "/a\r\nX: y"})
  void targetMustBeOnePathWithoutBlanks(String target) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HandshakeOffer("h", target, List.of(), HttpFields.EMPTY));
  }

  @Test
  void nonceMustHaveSixteenBytes() {
    HandshakeOffer offer = new HandshakeOffer("h", "/", List.of(), HttpFields.EMPTY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClientHandshake(offer, new byte[15], HeadLimits.DEFAULT))
        .withMessageContaining("15");
  }
}
