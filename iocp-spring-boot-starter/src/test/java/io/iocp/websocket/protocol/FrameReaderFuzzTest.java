package io.iocp.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Seeded random input: the reader never throws, never hands out more than came in, and reads the
 * same whatever the cut.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@Execution(ExecutionMode.CONCURRENT)
class FrameReaderFuzzTest {
  private static final FrameLimits LIMITS = new FrameLimits(300, 400);
  private static final int INPUTS = 150_000;

  @Test
  void randomBytesAreReadTheSameInAnyCut() {
    Random random = new Random(6455);
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = new byte[random.nextInt(64)];
      random.nextBytes(input);
      check(input, random);
    }
  }

  @Test
  void mutatedStreamsAreReadTheSameInAnyCut() {
    Random random = new Random(7692);
    int closed = 0;
    int violated = 0;
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = validStream(random);
      for (int mutations = random.nextInt(3); mutations > 0; mutations--) {
        input = mutate(input, random);
      }
      ReadOutcome outcome = check(input, random);
      closed += outcome == ReadOutcome.CLOSED ? 1 : 0;
      violated += outcome == ReadOutcome.VIOLATED ? 1 : 0;
    }
    // The mix is worth something only if it reaches all the ends.
    assertThat(closed).isGreaterThan(INPUTS / 20);
    assertThat(violated).isGreaterThan(INPUTS / 20);
    assertThat(closed + violated).isLessThan(INPUTS);
  }

  private static ReadOutcome check(byte[] input, Random random) {
    Role role = random.nextInt(8) == 0 ? Role.CLIENT : Role.SERVER;
    Result whole = read(role, input, null);
    Result cut = read(role, input, random);
    if (!cut.agreesWith(whole) || whole.payloadBytes > input.length) {
      fail("%s %s: whole %s, cut %s", role, Bytes.toHex(input), whole, cut);
    }
    return whole.outcome;
  }

  /** Of a message that is not finished, the pieces depend on the cut; everything else must not. */
  private record Result(
      ReadOutcome outcome, Violation violation, List<String> events, long payloadBytes) {
    boolean agreesWith(Result other) {
      return outcome == other.outcome
          && violation == other.violation
          && events.equals(other.events);
    }
  }

  /** Reads it whole, or cut and paused at random. */
  private static Result read(Role role, byte[] bytes, Random cuts) {
    byte[] copy = bytes.clone();
    RecordingSink sink = new RecordingSink();
    FrameReader reader = new FrameReader(role, LIMITS, sink);
    if (cuts != null) {
      sink.afterEach =
          () -> {
            if (cuts.nextBoolean()) {
              reader.pause();
            }
          };
    }
    ReadOutcome outcome = ReadOutcome.NEEDS_INPUT;
    for (int from = 0; from < copy.length; ) {
      int to = cuts == null ? copy.length : Math.min(copy.length, from + 1 + cuts.nextInt(12));
      ByteBuffer input = ByteBuffer.wrap(copy, from, to - from);
      do {
        outcome = reader.read(input);
      } while (outcome == ReadOutcome.PAUSED);
      if (input.position() != to || input.limit() != to) {
        fail("not all consumed up to %d: %s", to, input);
      }
      from = to;
    }
    return new Result(outcome, reader.violation(), sink.events, sink.payloadBytes);
  }

  private static byte[] validStream(Random random) {
    ByteBuffer out = ByteBuffer.allocate(4096);
    FrameWriter writer = FrameWriter.client(random::nextInt);
    int messages = random.nextInt(4);
    for (int i = 0; i < messages; i++) {
      Opcode opcode = random.nextBoolean() ? Opcode.TEXT : Opcode.BINARY;
      byte[] payload =
          opcode == Opcode.TEXT
              ? Bytes.utf8("aé€😀κόσμε".repeat(random.nextInt(6)))
              : new byte[random.nextInt(200)];
      for (int from = 0; from >= 0; ) {
        if (random.nextInt(4) == 0) {
          writer.writePing(out, ByteBuffer.allocate(random.nextInt(20)));
        }
        int to = random.nextBoolean() ? payload.length : from + random.nextInt(30);
        boolean fin = to >= payload.length;
        frame(
            out, writer, opcode, fin, Arrays.copyOfRange(payload, from, fin ? payload.length : to));
        opcode = Opcode.CONTINUATION;
        from = fin ? -1 : to;
      }
    }
    if (random.nextBoolean()) {
      writer.writeClose(out, new WsClose(1000 + random.nextInt(4), "öffentlich"));
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void frame(
      ByteBuffer out, FrameWriter writer, Opcode opcode, boolean fin, byte[] payload) {
    int start = out.position() + writer.headerBytes(payload.length);
    out.put(start, payload);
    writer.writeHeaderBefore(out, start, payload.length, opcode, fin);
    out.position(start + payload.length);
  }

  private static byte[] mutate(byte[] input, Random random) {
    if (input.length == 0) {
      return input;
    }
    int at = random.nextInt(input.length);
    return switch (random.nextInt(4)) {
      case 0 -> { // one bit
        input[at] ^= (byte) (1 << random.nextInt(8));
        yield input;
      }
      case 1 -> { // one byte
        input[at] = (byte) random.nextInt();
        yield input;
      }
      case 2 -> Arrays.copyOf(input, at);
      default -> // a part is missing
          Bytes.concat(
              Arrays.copyOf(input, at),
              Arrays.copyOfRange(
                  input, Math.min(input.length, at + 1 + random.nextInt(4)), input.length));
    };
  }
}
