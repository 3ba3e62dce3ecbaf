package io.iocp.streaming.ingest.rtmp.protocol;

import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.ReadOutcome;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts messages together out of chunks (RTMP 1.0, section 5.3), whatever way the bytes are cut.
 *
 * <pre>
 *   basic header    | fmt 2 | chunk stream id 6 |   id 0: + 1 byte, id 1: + 2 bytes
 *   message header  fmt 0   | timestamp 24 | length 24 | type 8 | message stream id 32 |
 *                   fmt 1   | delta 24 | length 24 | type 8 |
 *                   fmt 2   | delta 24 |
 *                   fmt 3   nothing
 *   extended        | timestamp or delta 32 |       where the field of 24 bits is FFFFFF
 * </pre>
 *
 * <p>A message has up to {@value #MAX_OTHER_BYTES} bytes, audio and video more once {@link
 * #allowMedia} was called; there are up to {@value #MAX_CHUNK_STREAMS} chunk streams. Set Chunk
 * Size and Abort, which are about chunks, are obeyed here and not handed on.
 */
final class ChunkReader {

  /** What a read came to. */
  enum Result {
    /** All input is taken. */
    NEEDS_INPUT,
    /** A message is complete; there may be more input. */
    MESSAGE,
    /** The stream is refused, see {@link #refusal}; nothing may be read any more. */
    REFUSED
  }

  static final int MAX_CHUNK_STREAMS = 16;
  static final int MAX_OTHER_BYTES = 64 * 1024;

  private static final int INITIAL_CHUNK_BYTES = 128;
  private static final int MAX_HEADER_BYTES = 3 + 11 + 4;
  private static final int[] MESSAGE_HEADER_BYTES = {11, 7, 3, 0};
  private static final int EXTENDED = 0xFFFFFF;

  /** A message is never larger, so that a larger chunk makes no difference. */
  private static final int MAX_CHUNK_BYTES = 0xFFFFFF;

  private final CollectingMemory memory;
  private final Map<Integer, ChunkStream> streams = new HashMap<>();
  private final ByteBuffer header = ByteBuffer.allocate(MAX_HEADER_BYTES);

  private int maxMediaBytes = MAX_OTHER_BYTES;
  private int chunkBytes = INITIAL_CHUNK_BYTES;
  private boolean inPayload;

  /** The chunk stream of the current chunk, and of a complete message. */
  private ChunkStream current;

  private int chunkRestBytes;
  private boolean handedOut;
  private long readBytes;
  private long messageNumber = 1;
  private ReadOutcome refusal = ReadOutcome.CONSUMED;
  private boolean lacksPlace;

  /**
   * @param memory shared by all readers
   */
  ChunkReader(CollectingMemory memory) {
    this.memory = memory;
    this.current = new ChunkStream(memory);
  }

  /** Lets audio and video messages have up to this many bytes. */
  void allowMedia(int maxBytes) {
    maxMediaBytes = maxBytes;
  }

  /** Goes on to the end of the next message, or of the input. */
  Result read(ByteBuffer input) {
    if (handedOut) {
      handedOut = false;
      current.dropMessage();
    }
    while (refusal.consumed()) {
      int before = input.position();
      boolean complete = inPayload ? payload(input) : header(input);
      readBytes += input.position() - before;
      if (complete && obeyed()) {
        handedOut = true;
        messageNumber++;
        return Result.MESSAGE;
      }
      if (!input.hasRemaining() && refusal.consumed()) {
        return Result.NEEDS_INPUT;
      }
    }
    tellPlace();
    return Result.REFUSED;
  }

  /** Type of the complete message. */
  int type() {
    return current.type;
  }

  /** Timestamp of the complete message in milliseconds, unsigned. */
  int timestamp() {
    return current.timestamp;
  }

  /** Message stream of the complete message. */
  int messageStreamId() {
    return current.messageStreamId;
  }

  /** All of the complete message, valid until the next read. */
  ByteBuffer body() {
    return current.body.bytes();
  }

  /** Why there is nothing more to read. */
  ReadOutcome refusal() {
    return refusal;
  }

  /** Bytes of chunks that were taken. */
  long readBytes() {
    return readBytes;
  }

  /** Where in the stream the reader is, for a reason. */
  String place() {
    long number = handedOut ? messageNumber - 1 : messageNumber;
    return "RTMP message " + number + " to byte " + readBytes + ": ";
  }

  /** Gives back memory; nothing may be read any more. */
  void close() {
    streams.values().forEach(ChunkStream::dropMessage);
  }

  /** Collects a header, and begins the payload behind it. */
  private boolean header(ByteBuffer input) {
    int needed = headerBytes();
    while (header.position() < needed && input.hasRemaining()) {
      header.put(input.get());
      needed = headerBytes();
    }
    return header.position() == needed && begin();
  }

  /** How long the header is, as far as the bytes that are here can tell. */
  private int headerBytes() {
    if (header.position() == 0) {
      return 1;
    }
    int basicBytes = basicHeaderBytes();
    if (header.position() < basicBytes) {
      return basicBytes;
    }
    int bytes = basicBytes + MESSAGE_HEADER_BYTES[format()];
    if (header.position() < bytes) {
      return bytes;
    }
    return hasExtendedTimestamp(basicBytes) ? bytes + Integer.BYTES : bytes;
  }

  private int format() {
    return (header.get(0) & 0xFF) >>> 6;
  }

  private int basicHeaderBytes() {
    return switch (header.get(0) & 0x3F) {
      case 0 -> 2;
      case 1 -> 3;
      // The id itself.
      default -> 1;
    };
  }

  private int chunkStreamId() {
    return switch (basicHeaderBytes()) {
      case 2 -> 64 + (header.get(1) & 0xFF);
      case 3 -> 64 + (header.get(1) & 0xFF) + ((header.get(2) & 0xFF) << Byte.SIZE);
      // The id itself.
      default -> header.get(0) & 0x3F;
    };
  }

  private boolean hasExtendedTimestamp(int basicBytes) {
    if (format() == 3) {
      ChunkStream stream = streams.get(chunkStreamId());
      return stream != null && stream.hasExtendedTimestamp;
    }
    return u24(basicBytes) == EXTENDED;
  }

  private int u24(int at) {
    return header.getInt(at) >>> Byte.SIZE;
  }

  /**
   * Begins the payload of a chunk.
   *
   * @return whether its message is complete at once, being empty
   */
  private boolean begin() {
    ChunkStream stream = stream();
    if (!refusal.consumed()) {
      return false;
    }
    current = stream;
    if (stream.isPartial) {
      if (format() != 3) {
        refuse(ReadOutcome.malformed("a message begins before the previous one has ended"));
        return false;
      }
    } else {
      beginMessage(stream);
    }
    header.clear();
    chunkRestBytes = Math.min(chunkBytes, stream.messageBytes - stream.body.size());
    inPayload = chunkRestBytes > 0;
    return !inPayload;
  }

  private ChunkStream stream() {
    int id = chunkStreamId();
    ChunkStream known = streams.get(id);
    if (known != null) {
      return known;
    }
    // Format 1 as the first header is wrong, but librtmp begins so with control messages.
    if (format() > 1) {
      refuse(ReadOutcome.malformed("chunk stream " + id + " begins without a header"));
    } else if (streams.size() == MAX_CHUNK_STREAMS) {
      refuse(
          ReadOutcome.tooLarge(
              "number of chunk streams", MAX_CHUNK_STREAMS + 1L, MAX_CHUNK_STREAMS));
    }
    if (!refusal.consumed()) {
      return current;
    }
    ChunkStream stream = new ChunkStream(memory);
    streams.put(id, stream);
    return stream;
  }

  private void beginMessage(ChunkStream stream) {
    int format = format();
    int at = basicHeaderBytes();
    int extendedAt = at + MESSAGE_HEADER_BYTES[format];
    if (format < 3) {
      stream.hasExtendedTimestamp = hasExtendedTimestamp(at);
      stream.delta = stream.hasExtendedTimestamp ? header.getInt(extendedAt) : u24(at);
    }
    if (format < 2) {
      stream.messageBytes = u24(at + 3);
      stream.type = header.get(at + 6) & 0xFF;
    }
    if (format == 0) {
      stream.messageStreamId = Integer.reverseBytes(header.getInt(at + 7));
      stream.timestamp = 0;
    }
    // A message without a field of its own adds what the last field was, a timestamp included
    // (5.3.1.2.4); ffmpeg writes them so.
    stream.timestamp += stream.delta;
    stream.isPartial = true;
    int maxBytes = MessageType.isMedia(stream.type) ? maxMediaBytes : MAX_OTHER_BYTES;
    if (stream.messageBytes > maxBytes) {
      refuse(ReadOutcome.tooLarge("message", stream.messageBytes, maxBytes));
    }
  }

  private boolean payload(ByteBuffer input) {
    int before = current.body.size();
    int limit = input.limit();
    input.limit(input.position() + Math.min(chunkRestBytes, input.remaining()));
    boolean complete = current.body.fill(input, current.messageBytes);
    input.limit(limit);
    if (current.body.isExhausted()) {
      refusal = ReadOutcome.OUT_OF_MEMORY;
      return false;
    }
    chunkRestBytes -= current.body.size() - before;
    inPayload = chunkRestBytes > 0;
    return complete;
  }

  /** Obeys messages about chunks; whether the message is another one. */
  private boolean obeyed() {
    current.isPartial = false;
    if (current.type != MessageType.SET_CHUNK_SIZE && current.type != MessageType.ABORT) {
      return true;
    }
    ByteBuffer body = current.body.bytes();
    int value = body.remaining() < Integer.BYTES ? 0 : body.getInt() & Integer.MAX_VALUE;
    if (current.type == MessageType.SET_CHUNK_SIZE) {
      setChunkSize(value);
    } else {
      ChunkStream aborted = streams.get(value);
      if (aborted != null) {
        aborted.dropMessage();
      }
    }
    current.dropMessage();
    messageNumber++;
    return false;
  }

  private void setChunkSize(int bytes) {
    if (bytes == 0) {
      refuse(ReadOutcome.malformed("the chunk size is 0"));
    }
    chunkBytes = Math.min(bytes, MAX_CHUNK_BYTES);
  }

  private void refuse(ReadOutcome why) {
    refusal = why;
    lacksPlace = true;
  }

  /** Only now all bytes are counted that led to the refusal. */
  private void tellPlace() {
    if (lacksPlace) {
      lacksPlace = false;
      refusal = new ReadOutcome(refusal.status(), place() + refusal.reason());
    }
  }
}
