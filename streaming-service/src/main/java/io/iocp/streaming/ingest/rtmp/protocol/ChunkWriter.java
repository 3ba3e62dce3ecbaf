package io.iocp.streaming.ingest.rtmp.protocol;

import java.nio.ByteBuffer;

/**
 * Cuts messages into chunks (RTMP 1.0, section 5.3): a full header in front of the first, one of a
 * byte in front of the others.
 */
final class ChunkWriter {

  private static final int INITIAL_CHUNK_BYTES = 128;
  private static final int FULL_HEADER_BYTES = 12;
  private static final int CONTINUATION = 0xC0;

  private int chunkBytes = INITIAL_CHUNK_BYTES;

  /** The size of the chunks to come; the peer has to be told by Set Chunk Size before. */
  void chunkBytes(int bytes) {
    chunkBytes = bytes;
  }

  /**
   * A message with the timestamp 0.
   *
   * @param chunkStreamId 2 to 63
   * @param messageStreamId 0 for the connection itself
   * @return its chunks, the caller's own
   */
  ByteBuffer message(int chunkStreamId, int type, int messageStreamId, ByteBuffer body) {
    int bodyBytes = body.remaining();
    int continuations = Math.max(0, bodyBytes - 1) / chunkBytes;
    ByteBuffer chunks = ByteBuffer.allocate(FULL_HEADER_BYTES + bodyBytes + continuations);
    chunks.put((byte) chunkStreamId).putShort((short) 0).put((byte) 0);
    chunks.put((byte) (bodyBytes >>> 16)).putShort((short) bodyBytes).put((byte) type);
    chunks.putInt(Integer.reverseBytes(messageStreamId));
    for (int at = 0; at < bodyBytes; at += chunkBytes) {
      if (at > 0) {
        chunks.put((byte) (CONTINUATION | chunkStreamId));
      }
      chunks.put(body.slice(body.position() + at, Math.min(chunkBytes, bodyBytes - at)));
    }
    return chunks.flip();
  }
}
