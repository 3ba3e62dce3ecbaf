package io.iocp.websocket.protocol;

/**
 * How large a peer's frames and messages may be. There is no limit on the number of fragments: the
 * reader keeps nothing of them.
 *
 * @param maxFrameBytes largest payload of one data frame
 * @param maxMessageBytes largest payload of one message, all its fragments together
 */
public record FrameLimits(long maxFrameBytes, long maxMessageBytes) {
  public FrameLimits {
    if (maxFrameBytes < 0 || maxMessageBytes < 0) {
      throw new IllegalArgumentException(
          "limits must not be negative: maxFrameBytes="
              + maxFrameBytes
              + ", maxMessageBytes="
              + maxMessageBytes);
    }
  }
}
