package io.iocp.websocket;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.websocket.protocol.FrameHeader;
import io.iocp.websocket.protocol.FrameWriter;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.Opcode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message being written into native buffers, header in front of the payload, once for all who
 * will get it. What does not fit one buffer becomes several frames of one message.
 *
 * <pre>
 *   │ head room │ payload …           │   first frame, not final
 *   │ head room │ payload …           │   continuation, not final
 *   │ head room │ payload … │             continuation, final
 * </pre>
 *
 * <p>The last buffer grows through the pool's size classes, so that a short message does not pin a
 * large slot. Not thread-safe.
 */
public final class OutboundMessage {

  private final BufferPool pool;
  private final FrameWriter writer;
  // For the header of a payload beyond 65,535 bytes; slots are rarely that large.
  private final int headRoom;
  private final MessageType type;
  private final boolean compressed;
  private final List<SharedBuffer> frames = new ArrayList<>(1);
  private @Nullable SharedBuffer current;
  private long payloadBytes;
  // Whether the message begins with this, and ends.
  private boolean first = true;
  private boolean last = true;

  /** A message of a server, for any number of its sessions. */
  public OutboundMessage(BufferPool pool, MessageType type) {
    this(pool, FrameWriter.server(), type, false);
  }

  /**
   * A message of one session.
   *
   * @param compressed whether what is appended is compressed
   */
  OutboundMessage(BufferPool pool, FrameWriter writer, MessageType type, boolean compressed) {
    this.compressed = compressed;
    this.pool = pool;
    this.writer = writer;
    this.headRoom = writer.headerBytes(Long.MAX_VALUE);
    this.type = type;
  }

  /**
   * Copies the bytes to the end of the message.
   *
   * @return whether they fitted; {@code false} when the pool is empty, and then nothing is left to
   *     do but to {@link #discard()}
   */
  public boolean append(ByteBuffer bytes) {
    payloadBytes += bytes.remaining();
    while (bytes.hasRemaining()) {
      SharedBuffer buffer = withRoomFor(bytes.remaining());
      if (buffer == null) {
        return false;
      }
      int count = Math.min(bytes.remaining(), buffer.memory().remaining());
      buffer.memory().put(buffer.memory().position(), bytes, bytes.position(), count);
      buffer.memory().position(buffer.memory().position() + count);
      bytes.position(bytes.position() + count);
    }
    return true;
  }

  /** Payload bytes so far. */
  public long payloadBytes() {
    return payloadBytes;
  }

  /**
   * Completes the message.
   *
   * @return its frames, one reference each, which belong to the caller; empty when the pool had no
   *     buffer for an empty message
   */
  public List<SharedBuffer> finish() {
    if (current == null && withRoomFor(0) == null) {
      return List.of();
    }
    seal(Objects.requireNonNull(current), last);
    List<SharedBuffer> finished = List.copyOf(frames);
    frames.clear();
    current = null;
    return finished;
  }

  /** Gives the buffers back. */
  public void discard() {
    frames.forEach(SharedBuffer::release);
    frames.clear();
    current = null;
  }

  /** A server's message in one call; empty when the pool is. The payload is consumed. */
  public static List<SharedBuffer> of(BufferPool pool, MessageType type, ByteBuffer payload) {
    return of(pool, FrameWriter.server(), type, payload);
  }

  /** A message in one call, for one session if the writer is a client's. */
  static List<SharedBuffer> of(
      BufferPool pool, FrameWriter writer, MessageType type, ByteBuffer payload) {
    OutboundMessage message = new OutboundMessage(pool, writer, type, false);
    if (!message.append(payload)) {
      message.discard();
      return List.of();
    }
    return message.finish();
  }

  /** A part of a message; see {@link WsSession#sendPart}. */
  static List<SharedBuffer> part(
      BufferPool pool,
      FrameWriter writer,
      MessageType type,
      ByteBuffer payload,
      boolean first,
      boolean last) {
    OutboundMessage message = new OutboundMessage(pool, writer, type, false);
    message.first = first;
    message.last = last;
    if (!message.append(payload)) {
      message.discard();
      return List.of();
    }
    return message.finish();
  }

  /**
   * A copy of what an encoded message carries.
   *
   * @param message the references stay with the caller
   * @return the payload, in an array of its own
   */
  public static ByteBuffer copyOfPayload(List<SharedBuffer> message) {
    List<SharedBuffer> payload = payload(message);
    ByteBuffer bytes = ByteBuffer.allocate(payload.stream().mapToInt(SharedBuffer::length).sum());
    for (SharedBuffer piece : payload) {
      bytes.put(piece.memory().slice(piece.start(), piece.length()));
      piece.release();
    }
    return bytes.flip();
  }

  /**
   * What a server's message carries, without its headers and without a copy.
   *
   * @param frames of a finished message, to which the caller has references
   * @return one reference each, which belong to the caller
   */
  public static List<SharedBuffer> payload(List<SharedBuffer> frames) {
    List<SharedBuffer> payload = new ArrayList<>(frames.size());
    for (SharedBuffer frame : frames) {
      int headerBytes = FrameHeader.serverBytes(frame.memory(), frame.start());
      if (headerBytes < frame.length()) {
        payload.add(frame.after(headerBytes));
      }
    }
    return payload;
  }

  /** The current buffer with some room, larger or the next one if it has none. */
  private @Nullable SharedBuffer withRoomFor(int bytes) {
    SharedBuffer buffer = current;
    if (buffer != null && buffer.memory().hasRemaining()) {
      return buffer;
    }
    if (buffer == null) {
      return begin(headRoom + bytes);
    }
    if (buffer.capacity() < pool.largestBytes()) {
      return grow(buffer, bytes);
    }
    seal(buffer, false);
    return begin(headRoom + bytes);
  }

  private @Nullable SharedBuffer begin(int bytes) {
    SharedBuffer buffer = pool.tryAcquire(Math.min(bytes, pool.largestBytes()));
    if (buffer != null) {
      buffer.memory().position(headRoom);
      frames.add(buffer);
      current = buffer;
    }
    return buffer;
  }

  private @Nullable SharedBuffer grow(SharedBuffer full, int bytes) {
    SharedBuffer larger =
        pool.tryAcquire(
            Math.min(Math.max(full.capacity() + bytes, full.capacity() + 1), pool.largestBytes()));
    if (larger != null) {
      larger.memory().put(full.memory().flip());
      full.release();
      frames.set(frames.size() - 1, larger);
      current = larger;
    }
    return larger;
  }

  private void seal(SharedBuffer buffer, boolean isFinal) {
    int end = buffer.memory().position();
    boolean begins = first && frames.size() == 1;
    Opcode opcode = begins ? type.opcode() : Opcode.CONTINUATION;
    int start =
        writer.writeHeaderBefore(
            buffer.memory(), headRoom, end - headRoom, opcode, isFinal, compressed && begins);
    buffer.region(start, end);
  }
}
