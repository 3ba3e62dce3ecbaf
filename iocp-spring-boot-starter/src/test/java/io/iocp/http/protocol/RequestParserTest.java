package io.iocp.http.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestParserTest {

  @Test
  void aRequestWithACountedBodySaysHowLongItIs() {
    RequestHead head = head("PUT /publish/desk?fps=30 HTTP/1.1", "Host: a", "Content-Length: 17");

    assertThat(head.method()).isEqualTo("PUT");
    assertThat(head.target().path()).isEqualTo("/publish/desk");
    assertThat(head.target().query()).isEqualTo("fps=30");
    assertThat(head.contentLength()).isEqualTo(17);
    assertThat(head.keepsAlive()).isTrue();
  }

  @Test
  void aRequestWithChunksHasNoLength() {
    RequestHead head =
        head(
            "POST /publish/desk HTTP/1.1",
            "Host: a",
            "Transfer-Encoding: Chunked",
            "Expect: 100-continue");

    assertThat(head.contentLength()).isEqualTo(RequestHead.CHUNKED);
    assertThat(head.expectsContinue()).isTrue();
  }

  @Test
  void aRequestWithoutABodyExpectsNothing() {
    assertThat(head("GET / HTTP/1.1", "Host: a", "Expect: 100-continue").expectsContinue())
        .isFalse();
    assertThat(head("GET / HTTP/1.0", "Host: a").keepsAlive()).isFalse();
    assertThat(head("GET / HTTP/1.1", "Host: a", "Connection: x, Close").keepsAlive()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Length: 3, Transfer-Encoding: chunked | 400",
        "Transfer-Encoding: chunked, Content-Length: 3 | 400",
        "Content-Length: 3, Content-Length: 3 | 400",
        "Transfer-Encoding: chunked, Transfer-Encoding: chunked | 400",
        "Content-Length: +3 | 400",
        "Content-Length: -3 | 400",
        "Content-Length: 0x3 | 400",
        "Content-Length: 3 3 | 400",
        "Content-Length: | 400",
        "Content-Length: 1234567890123456789 | 400",
        "Transfer-Encoding: identity | 501",
        "Transfer-Encoding: gzip | 501",
        "Transfer-Encoding: xchunked | 501",
        "Content-Length : 3 | 400",
        "Host: b | 400",
      })
  void whatTwoReadersCouldFrameDifferentlyIsRefused(String fields, int status) {
    String[] lines = ("Host: a, " + fields.strip()).split(", ", -1);

    assertThat(read("PUT /publish/desk HTTP/1.1\r\n" + String.join("\r\n", lines) + "\r\n\r\n"))
        .isInstanceOfSatisfying(
            HttpRefusal.class, refusal -> assertThat(refusal.status()).isEqualTo(status));
  }

  @Test
  void aFirstLineThatCannotBeARequestIsRefusedBeforeItsFields() {
    assertThat(read("SSH-2.0-OpenSSH_9.6\r\n")).isInstanceOf(HttpRefusal.class);
    assertThat(read("GET /\r\n")).isInstanceOf(HttpRefusal.class);
    assertThat(read("GET / HTTP/1.1 x\r\n")).isInstanceOf(HttpRefusal.class);
    assertThat(read("GET  / HTTP/1.1\r\n")).isInstanceOf(HttpRefusal.class);
    assertThat(read("GET / HTTP/1.1\r\n")).isEqualTo(RequestResult.INCOMPLETE);
  }

  @Test
  void versionsOfHttpAreReadAsTheyAreMeant() {
    assertThat(head("GET / HTTP/1.2", "Host: a").keepsAlive()).isTrue();
    assertThat(head("GET / HTTP/1.0").host()).isEmpty();
    assertThat(head("PUT / HTTP/1.0", "Content-Length: 1", "Expect: 100-continue"))
        .returns(false, RequestHead::expectsContinue);
    assertThat(read("GET / HTTP/1.1\r\n\r\n")).isInstanceOf(HttpRefusal.class);
    assertThat(read("PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"))
        .isInstanceOf(HttpRefusal.class);
    assertThat(read("GET / HTTP/2.0\r\nHost: a\r\n\r\n"))
        .isInstanceOfSatisfying(
            HttpRefusal.class, refusal -> assertThat(refusal.status()).isEqualTo(505));
  }

  @Test
  void oneEmptyLineBeforeARequestIsIgnored() {
    assertThat(read("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")).isInstanceOf(RequestHead.class);
    assertThat(read("\r\n\r\n")).isInstanceOf(HttpRefusal.class);
  }

  @Test
  void aFoldedLineIsRefused() {
    assertThat(read("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n"))
        .isInstanceOf(HttpRefusal.class);
  }

  @Test
  void listsAreNotSplitInsideQuotes() {
    HttpFields fields = HttpFields.of("X", "a, \"b, \\\"c\", d");

    assertThat(fields.elements("X")).containsExactly("a", "\"b, \\\"c\"", "d");
    assertThat(HttpFields.of("X", "a, \"b, c").elements("X")).containsExactly("a", "\"b, c");
  }

  private static RequestHead head(String... lines) {
    RequestResult result = read(String.join("\r\n", lines) + "\r\n\r\n");
    assertThat(result).isInstanceOf(RequestHead.class);
    return (RequestHead) result;
  }

  private static RequestResult read(String head) {
    return new RequestParser(HeadLimits.DEFAULT).read(ByteBuffer.wrap(head.getBytes(ISO_8859_1)));
  }
}
