package io.iocp.http.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.http.protocol.BodyReader.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {

  private static final String CHUNKED =
      "5\r\nhello\r\n1;name=\"value\"\r\n,\r\n00A\r\n big world\r\n0\r\nX-Checksum: 7\r\nY: 8\r\n\r\n";

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  @Test
  void aCountedBodyEndsWithItsLastByte() {
    ByteBuffer input = bytes("helloGET / HTTP/1.1");

    assertThat(read(new BodyReader(5), input)).isEqualTo(Outcome.COMPLETE);
    assertThat(body).hasToString("hello");
    assertThat(input.remaining()).isEqualTo("GET / HTTP/1.1".length());
  }

  @Test
  void noBodyIsCompleteAtOnce() {
    assertThat(read(new BodyReader(0), bytes("GET"))).isEqualTo(Outcome.COMPLETE);
  }

  @Test
  void chunksAreJoinedWhereverTheInputIsCut() {
    for (int pieceBytes = 1; pieceBytes <= CHUNKED.length(); pieceBytes++) {
      body.reset();
      BodyReader reader = new BodyReader(RequestHead.CHUNKED);
      Outcome outcome = Outcome.INCOMPLETE;
      for (int at = 0; at < CHUNKED.length(); at += pieceBytes) {
        assertThat(outcome).isEqualTo(Outcome.INCOMPLETE);
        outcome =
            read(reader, bytes(CHUNKED.substring(at, Math.min(CHUNKED.length(), at + pieceBytes))));
      }
      assertThat(outcome).isEqualTo(Outcome.COMPLETE);
      assertThat(body).hasToString("hello, big world");
    }
  }

  @Test
  void whatFollowsTheLastChunkIsNotConsumed() {
    ByteBuffer input = bytes(CHUNKED + "GET");

    assertThat(read(new BodyReader(RequestHead.CHUNKED), input)).isEqualTo(Outcome.COMPLETE);
    assertThat(input.remaining()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n", // no size
        "+5\r\nhello\r\n",
        "-1\r\n",
        "0x5\r\nhello\r\n",
        " 5\r\nhello\r\n",
        "5 \r\nhello\r\n",
        "5\nhello\n",
        "5\rhello",
        "5\r\nhelloX\r\n", // longer than it says
        "5\r\nhello\n",
        "1000000000000000\r\n", // a size of sixteen digits
        ";\r\n",
        "0\r\nA: b\n\r\n"
      })
  void brokenFramingIsRefusedWithAReason(String input) {
    BodyReader reader = new BodyReader(RequestHead.CHUNKED);

    assertThat(read(reader, bytes(input))).isEqualTo(Outcome.MALFORMED);
    assertThat(reader.reason()).isNotEmpty();
  }

  @Test
  void extensionsAndTrailersAreBounded() {
    assertThat(read(new BodyReader(RequestHead.CHUNKED), bytes("5;" + "x".repeat(300))))
        .isEqualTo(Outcome.MALFORMED);
    assertThat(read(new BodyReader(RequestHead.CHUNKED), bytes("0\r\n" + "x".repeat(5000))))
        .isEqualTo(Outcome.MALFORMED);
  }

  @Test
  void whateverComesNothingIsThrownAndNothingIsInvented() {
    Random random = new Random(1);
    byte[] alphabet = "0123456789abcdefABCDEF;\r\n\r\n xX".getBytes(US_ASCII);
    for (int run = 0; run < 20_000; run++) {
      body.reset();
      byte[] input = new byte[random.nextInt(200)];
      for (int i = 0; i < input.length; i++) {
        input[i] = alphabet[random.nextInt(alphabet.length)];
      }
      BodyReader reader = new BodyReader(RequestHead.CHUNKED);
      Outcome outcome = read(reader, ByteBuffer.wrap(input));
      assertThat(body.size()).isLessThanOrEqualTo(input.length);
      assertThat(outcome == Outcome.MALFORMED).isEqualTo(!reader.reason().isEmpty());
    }
  }

  private Outcome read(BodyReader reader, ByteBuffer input) {
    return reader.read(
        input,
        piece -> {
          byte[] copy = new byte[piece.remaining()];
          piece.get(copy);
          body.writeBytes(copy);
        });
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }
}
