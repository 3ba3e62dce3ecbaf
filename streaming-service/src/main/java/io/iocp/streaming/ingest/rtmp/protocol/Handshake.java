package io.iocp.streaming.ingest.rtmp.protocol;

import io.iocp.streaming.media.ReadOutcome;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The server's side of the simple handshake (RTMP 1.0, section 5.2).
 *
 * <pre>
 *   C0 version ──► C1 time, zero, random ──► (S0 S1 S2 are sent) ──► C2 echo ──► done
 * </pre>
 *
 * <p>What C2 echoes is not compared: encoders differ, and it proves nothing.
 */
final class Handshake {

  /** Random bytes of S1. */
  static final int RANDOM_BYTES = 1528;

  private static final int VERSION = 3;
  private static final int PART_BYTES = 1536;

  private enum Step {
    C0,
    C1,
    C2,
    DONE
  }

  private final int timeMillis;
  private final byte[] random;
  private Step step = Step.C0;
  private final ByteBuffer part = ByteBuffer.allocate(PART_BYTES);

  /**
   * @param timeMillis the server's time, of any epoch
   * @param random {@value #RANDOM_BYTES} bytes
   */
  Handshake(int timeMillis, byte[] random) {
    if (random.length != RANDOM_BYTES) {
      throw new IllegalArgumentException(
          "random must have " + RANDOM_BYTES + " bytes: length=" + random.length);
    }
    this.timeMillis = timeMillis;
    this.random = random.clone();
  }

  boolean isDone() {
    return step == Step.DONE;
  }

  /**
   * Takes bytes up to the end of the handshake.
   *
   * @param send takes what is to be sent
   */
  ReadOutcome read(ByteBuffer input, Consumer<ByteBuffer> send) {
    while (input.hasRemaining() && !isDone()) {
      if (step == Step.C0) {
        int version = input.get() & 0xFF;
        if (version != VERSION) {
          return ReadOutcome.malformed(
              "not an RTMP handshake: the first byte is " + version + " instead of " + VERSION);
        }
        step = Step.C1;
      } else if (fill(input)) {
        if (step == Step.C1) {
          send.accept(answer());
        }
        step = step == Step.C1 ? Step.C2 : Step.DONE;
        part.clear();
      }
    }
    return ReadOutcome.CONSUMED;
  }

  private boolean fill(ByteBuffer input) {
    int count = Math.min(part.remaining(), input.remaining());
    part.put(input.slice(input.position(), count));
    input.position(input.position() + count);
    return !part.hasRemaining();
  }

  /** S2 is C1 as it came: librtmp compares all of it, the time that S2 could add included. */
  private ByteBuffer answer() {
    ByteBuffer answer = ByteBuffer.allocate(1 + 2 * PART_BYTES);
    answer.put((byte) VERSION);
    answer.putInt(timeMillis).putInt(0).put(random);
    answer.put(part.flip());
    return answer.flip();
  }
}
