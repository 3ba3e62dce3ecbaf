package io.iocp.streaming.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Hands the same bytes over whole or in pieces. Where they are cut follows from the bytes
 * themselves, so that a finding is found again from its bytes alone.
 */
final class Cuts {

  private static final int LONGEST = 1 << 20;

  /** Direct memory, as the transport hands it up; one for all, because there is one thread. */
  private static final ByteBuffer MEMORY = ByteBuffer.allocateDirect(LONGEST);

  private final byte[] input;
  private long state;

  Cuts(byte[] input) {
    this.input = input.length > LONGEST ? Arrays.copyOf(input, LONGEST) : input;
    this.state = Arrays.hashCode(input);
  }

  /** The next number below a bound. */
  int below(int bound) {
    state = state * 6364136223846793005L + 1442695040888963407L;
    return (int) Math.floorMod(state >>> 33, (long) bound);
  }

  /** All at once. */
  void whole(Consumer<ByteBuffer> reader) {
    reader.accept(MEMORY.clear().put(input).flip());
  }

  /** In pieces of one byte, of a few or of many. */
  void pieces(Consumer<ByteBuffer> reader) {
    MEMORY.clear().put(input);
    int longest = new int[] {1, 7, 61, 400}[below(4)];
    for (int at = 0; at < input.length; ) {
      int bytes = Math.min(1 + below(longest), input.length - at);
      reader.accept(MEMORY.slice(at, bytes));
      at += bytes;
    }
  }
}
