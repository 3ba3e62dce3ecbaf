package io.iocp.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAnswerTest {

  @Test
  void anAnswerSaysHowLongItIsAndThatTheConnectionCloses() {
    assertThat(text(HttpAnswer.of(200, HttpFields.EMPTY, ByteBuffer.wrap(new byte[] {'a'}), true)))
        .isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na");
  }

  @Test
  void anAnswerToHeadHasNoBody() {
    assertThat(text(HttpAnswer.sentence(new HttpRefusal(404, "nothing"), false)))
        .endsWith("\r\n\r\n");
    assertThat(text(HttpAnswer.of(200, HttpFields.EMPTY, ByteBuffer.allocate(9), false)))
        .contains("Content-Length: 9\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void anAnswerIsBounded() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                HttpAnswer.of(
                    200,
                    HttpFields.EMPTY,
                    ByteBuffer.allocate(HttpExchange.MAX_ANSWER_BYTES),
                    true));
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 200",
    "1001, 503",
    "1003, 415",
    "1007, 400",
    "1008, 403",
    "1009, 413",
    "1011, 500",
    "1013, 503",
    "4404, 404",
    "4409, 409",
    "4399, 500",
    "4600, 500"
  })
  void aCloseCodeHasAStatusThatSaysTheSame(int closeCode, int status) {
    assertThat(HttpAnswer.statusOf(closeCode)).isEqualTo(status);
  }

  private static String text(HttpAnswer answer) {
    return new String(answer.bytes(), ISO_8859_1);
  }
}
