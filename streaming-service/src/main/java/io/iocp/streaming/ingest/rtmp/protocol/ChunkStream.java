package io.iocp.streaming.ingest.rtmp.protocol;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.CollectingMemory;

/** What a chunk stream says in one header and leaves out of the next, and its current message. */
final class ChunkStream {

  final ByteAccumulator body;

  /** Of the current message, absolute. */
  int timestamp;

  /** What a message without a timestamp field adds. */
  int delta;

  boolean hasExtendedTimestamp;
  int messageBytes;
  int type;
  int messageStreamId;

  /** Whether the message goes on in the next chunk. */
  boolean isPartial;

  ChunkStream(CollectingMemory memory) {
    this.body = new ByteAccumulator(memory);
  }

  void dropMessage() {
    body.clear();
    isPartial = false;
  }
}
