package io.iocp.websocket.protocol;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses the messages of one peer piece by piece (RFC 7692, section 7.2.2): whatever its
 * input may grow to, it holds one buffer of it.
 *
 * <p>Not thread-safe. It owns native memory until it is {@linkplain #end ended}.
 */
public final class MessageInflater {

  /** What {@link #inflate} answers to input that nobody has compressed. */
  static final int BROKEN = -1;

  private static final int BUFFER_BYTES = 8 << 10;

  // What the sender has cut off the end of each message.
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private static final byte[] NOTHING = {};

  private final boolean keepContext;
  private final Inflater inflater = new Inflater(true);
  private final ByteBuffer output = ByteBuffer.allocate(BUFFER_BYTES);
  private boolean tailFed;
  // The sender has ended a stream within the message: what follows is another (section 7.2.3.4).
  private boolean streamEnded;
  private boolean full;

  /**
   * @param keepContext whether messages may refer to earlier ones
   */
  public MessageInflater(boolean keepContext) {
    this.keepContext = keepContext;
  }

  /**
   * Decompresses as much as the buffer takes.
   *
   * @param last whether the message ends with this input
   * @return bytes that are in {@link #output()}; fewer than it has room for when the input is used
   *     up; or {@link #BROKEN}
   */
  int inflate(ByteBuffer input, boolean last) {
    output.clear();
    try {
      while (output.hasRemaining()) {
        if (inflater.finished()) {
          inflater.reset();
          streamEnded = true;
        }
        if (inflater.needsInput()) {
          if (input.hasRemaining()) {
            inflater.setInput(input);
          } else if (last && !tailFed) {
            tailFed = true;
            inflater.setInput(TAIL);
          } else {
            break;
          }
        }
        if (inflater.inflate(output) == 0 && inflater.needsDictionary()) {
          return BROKEN;
        }
      }
    } catch (DataFormatException e) {
      return BROKEN;
    }
    full = !output.hasRemaining();
    output.flip();
    if (!full) {
      // The inflater must not look at memory that will be somebody else's.
      inflater.setInput(NOTHING);
      if (last) {
        endMessage();
      }
    }
    return output.remaining();
  }

  /** What was decompressed last. */
  ByteBuffer output() {
    return output;
  }

  /** Whether there may be more of the same input: the buffer is full. */
  boolean isFull() {
    return full;
  }

  private void endMessage() {
    if (!keepContext || streamEnded) {
      inflater.reset();
    }
    tailFed = false;
    streamEnded = false;
  }

  /** Gives the native memory back; nothing may follow. */
  public void end() {
    inflater.end();
  }
}
