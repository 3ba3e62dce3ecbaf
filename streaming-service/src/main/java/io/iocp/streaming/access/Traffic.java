package io.iocp.streaming.access;

/** How much flows, for limits. Any thread. */
public interface Traffic {

  /** All bytes that came from a client so far; negative if that is not known. */
  long received(long client);

  /** All bytes that were sent to a client so far; negative if that is not known. */
  long sent(long client);

  /** Bytes that a stream has a second now; 0 for one that is not live. */
  long bytesPerSecond(String stream);
}
