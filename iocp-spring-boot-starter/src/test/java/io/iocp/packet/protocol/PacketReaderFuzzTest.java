package io.iocp.packet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.packet.protocol.PacketReader.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
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
class PacketReaderFuzzTest {

  private static final int INPUTS = 100_000;

  @Test
  void randomBytesAreReadTheSameInAnyCut() {
    Random random = new Random(1);
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = new byte[random.nextInt(64)];
      random.nextBytes(input);
      check(input, random);
    }
  }

  @Test
  void mutatedStreamsAreReadTheSameInAnyCut() {
    Random random = new Random(2);
    int[] ends = new int[Outcome.values().length];
    for (int i = 0; i < INPUTS; i++) {
      byte[] input = validStream(random);
      for (int mutations = random.nextInt(3); mutations > 0 && input.length > 0; mutations--) {
        input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
      }
      ends[check(input, random).ordinal()]++;
    }
    // The mix is worth something only if it reaches all the ends.
    assertThat(ends[Outcome.NEEDS_INPUT.ordinal()]).isGreaterThan(INPUTS / 20);
    assertThat(ends[Outcome.CLOSED.ordinal()]).isGreaterThan(INPUTS / 20);
    assertThat(ends[Outcome.VIOLATED.ordinal()]).isGreaterThan(INPUTS / 20);
  }

  private static Outcome check(byte[] input, Random random) {
    Recorder whole = new Recorder();
    Recorder cut = new Recorder();
    Outcome expected = whole.read(input, input.length);
    Outcome actual = Outcome.NEEDS_INPUT;
    for (int from = 0; from < input.length; ) {
      int to = Math.min(input.length, from + 1 + random.nextInt(7));
      actual = cut.read(Arrays.copyOfRange(input, from, to), to - from);
      from = to;
    }
    String hex = HexFormat.of().formatHex(input);
    assertThat(actual).as(hex).isEqualTo(expected);
    assertThat(cut.events).as(hex).isEqualTo(whole.events);
    assertThat(cut.payloadBytes).as(hex).isLessThanOrEqualTo(input.length);
    return expected;
  }

  private static byte[] validStream(Random random) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int packets = random.nextInt(4); packets > 0; packets--) {
      ByteBuffer out = ByteBuffer.allocate(400);
      byte[] payload = new byte[random.nextInt(40)];
      random.nextBytes(payload);
      switch (random.nextInt(6)) {
        case 0 -> PacketWriter.writePing(out, ByteBuffer.wrap(payload));
        case 1 -> PacketWriter.writePong(out, ByteBuffer.wrap(payload));
        case 2 -> PacketWriter.writeClose(out, new PacketClose(1000, "x".repeat(payload.length)));
        default -> {
          PacketWriter.writeHeader(out, random.nextInt(0x80), payload.length);
          out.put(payload);
        }
      }
      stream.write(out.array(), 0, out.position());
    }
    return stream.toByteArray();
  }

  /** Puts the pieces of a packet together, so that cuts do not show. */
  private static final class Recorder implements PacketSink {

    final List<String> events = new ArrayList<>();
    private final PacketReader reader = new PacketReader(this);
    private final ByteArrayOutputStream packet = new ByteArrayOutputStream();
    private long announced = -1;
    long payloadBytes;

    Outcome read(byte[] bytes, int length) {
      return reader.read(ByteBuffer.wrap(bytes, 0, length));
    }

    @Override
    public long maximumBytes(int type) {
      return type < 0x80 ? 300 : UNKNOWN_TYPE;
    }

    @Override
    public void data(int type, ByteBuffer piece, long remainingBytes) {
      long left = piece.remaining() + remainingBytes;
      assertThat(announced < 0 ? left : announced).isEqualTo(left);
      announced = remainingBytes == 0 ? -1 : remainingBytes;
      payloadBytes += piece.remaining();
      byte[] copy = new byte[piece.remaining()];
      piece.get(copy);
      packet.writeBytes(copy);
      if (remainingBytes == 0) {
        events.add(type + " " + HexFormat.of().formatHex(packet.toByteArray()));
        packet.reset();
      }
    }

    @Override
    public void ping(ByteBuffer payload) {
      payloadBytes += payload.remaining();
      events.add("ping " + payload.remaining());
    }

    @Override
    public void pong(ByteBuffer payload) {
      payloadBytes += payload.remaining();
      events.add("pong " + payload.remaining());
    }

    @Override
    public void close(PacketClose close) {
      events.add("close " + close);
    }
  }
}
