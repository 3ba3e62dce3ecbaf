package io.iocp.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.iocp.http.protocol.HeadLimits;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Any cut and any bytes: the handshake never throws and reads the same. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
class HandshakeFuzzTest {
  private static final byte[] REQUEST =
      Bytes.ascii(
"""
GET /watch/d%C3%A9mo?a=b HTTP/1.1\r
Host: localhost:9000\r
Upgrade: websocket\r
Connection: Upgrade\r
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
Sec-WebSocket-Version: 13\r
Sec-WebSocket-Protocol: one, two\r
\r
""");
  private static final byte[] FRAME = Bytes.hex("82 81 01020304 ff");
  private static final HeadLimits LIMITS = new HeadLimits(64, 64, 8, 256);
  private static final HeadLimits TIGHT = new HeadLimits(34, 44, 7, 248);

  private static final Set<Integer> STATUSES = Set.of(400, 405, 414, 426, 431, 505);

  /** What of a result can be compared, and how many bytes were left for the frames. */
  private record Outcome(String description, int bytesLeft) {}

  private static Outcome parse(byte[] bytes, HeadLimits limits, int[] cuts) {
    HandshakeParser parser = new HandshakeParser(limits);
    HandshakeResult result = HandshakeResult.INCOMPLETE;
    int from = 0;
    int consumed = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i == cuts.length ? bytes.length : cuts[i];
      ByteBuffer input = ByteBuffer.wrap(bytes, from, to - from);
      result = parser.read(input);
      consumed += input.position() - from;
      from = to;
    }
    return new Outcome(describe(result), bytes.length - consumed);
  }

  private static String describe(HandshakeResult result) {
    if (result instanceof HandshakeRequest request) {
      return List.of(
              request.path(),
              request.rawPath(),
              String.valueOf(request.query()),
              request.host(),
              request.subprotocols(),
              request.key(),
              request.headers().asMap())
          .toString();
    }
    if (result instanceof HandshakeFailure failure) {
      if (!STATUSES.contains(failure.httpStatus())
          || HandshakeResponse.refuse(failure).length > 512) {
        fail("unexpected: %s", failure);
      }
      return failure.httpStatus() + failure.reason();
    }
    return "incomplete";
  }

  @Test
  void everyCutReadsTheSame() {
    byte[] bytes = Bytes.concat(REQUEST, FRAME);
    Outcome whole = parse(bytes, LIMITS, new int[0]);
    assertThat(whole.description()).contains("/watch/démo");
    assertThat(whole.bytesLeft()).isEqualTo(FRAME.length);
    for (int cut = 0; cut <= bytes.length; cut++) {
      assertThat(parse(bytes, LIMITS, new int[] {cut})).isEqualTo(whole);
    }
    int[] everyByte = new int[bytes.length];
    Arrays.setAll(everyByte, i -> i);
    assertThat(parse(bytes, LIMITS, everyByte)).isEqualTo(whole);
  }

  @Test
  void randomBytesAreReadTheSameInAnyCut() {
    Random random = new Random(9112);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      check(bytes, random);
    }
  }

  @Test
  void mutatedRequestsAreReadTheSameInAnyCut() {
    Random random = new Random(9110);
    byte[] likely = Bytes.ascii("\r\n :,\t%/.#?\0A\u00ff");
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = REQUEST.clone();
      for (int mutations = random.nextInt(4); mutations > 0; mutations--) {
        int at = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, at + random.nextInt(20));
        switch (random.nextInt(3)) {
          case 0 -> bytes[at] = likely[random.nextInt(likely.length)];
          case 1 -> // a part is missing
              bytes =
                  Bytes.concat(
                      Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, to, bytes.length));
          default -> // a part comes twice
              bytes =
                  Bytes.concat(
                      Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
        }
        if (bytes.length == 0) {
          break;
        }
      }
      check(bytes, random);
    }
  }

  private static void check(byte[] bytes, Random random) {
    HeadLimits limits = random.nextBoolean() ? LIMITS : TIGHT;
    int[] cuts = random.ints(random.nextInt(6), 0, bytes.length + 1).sorted().toArray();
    Outcome cut = parse(bytes, limits, cuts);
    Outcome whole = parse(bytes, limits, new int[0]);
    if (!cut.equals(whole)) {
      fail("%s: whole %s, cut %s at %s", Bytes.toHex(bytes), whole, cut, Arrays.toString(cuts));
    }
  }
}
