package io.iocp.packet;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.FileListener;
import io.iocp.connection.OutboundFile;
import io.iocp.connection.SendOutcome;
import io.iocp.packet.protocol.PacketClose;
import io.iocp.packet.protocol.PacketHeader;
import io.iocp.packet.protocol.PacketWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection that speaks packets. Any thread may call any method; nothing blocks, and a peer
 * that is too slow is an outcome, not an exception.
 */
public final class PacketSession {

  private final Connection connection;
  private final PacketConnection protocol;
  private final BufferPool pool;
  private volatile @Nullable Object attachment;

  // Only accessed in the session's context.
  private WholePacketHandler.@Nullable Assembly assembly;

  PacketSession(Connection connection, PacketConnection protocol, BufferPool pool) {
    this.connection = connection;
    this.protocol = protocol;
    this.pool = pool;
  }

  /** The connection's id, as administration and metrics show it. */
  public long id() {
    return connection.id();
  }

  /** Whether we connected to the peer, rather than the peer to us. */
  public boolean isOutbound() {
    return connection.isOutbound();
  }

  public InetSocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  /** Something of the application's own. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /** Remembers something of the application's own; null forgets it. */
  public void attach(@Nullable Object object) {
    attachment = object;
  }

  /**
   * Runs the task in the session's serial context: at once if the caller is in it. An exception
   * ends the session, like one of the handler.
   */
  public void execute(Runnable task) {
    connection.execute(task);
  }

  /**
   * Sends a packet, copied; the buffer stays as it is.
   *
   * @param type 0x00 … 0xEF
   * @return any outcome; {@code FULL} also when the buffer pool is empty, and with nothing queued
   *     nobody says when to try again then
   */
  public SendOutcome send(int type, ByteBuffer payload) {
    PacketWriter.requireApplicationType(type);
    List<SharedBuffer> packet = encode(type, payload.duplicate());
    if (packet.isEmpty()) {
      return connection.refuse();
    }
    try {
      return connection.send(packet);
    } finally {
      packet.forEach(SharedBuffer::release);
    }
  }

  /** The packet in as few buffers as it takes; empty when the pool is. */
  private List<SharedBuffer> encode(int type, ByteBuffer payload) {
    List<SharedBuffer> buffers = new ArrayList<>(1);
    int headerBytes = PacketHeader.BYTES;
    do {
      long wanted = (long) headerBytes + payload.remaining();
      SharedBuffer buffer = pool.tryAcquire((int) Math.min(wanted, pool.largestBytes()));
      if (buffer == null) {
        buffers.forEach(SharedBuffer::release);
        return List.of();
      }
      buffers.add(buffer);
      ByteBuffer out = buffer.memory();
      if (headerBytes > 0) {
        PacketWriter.writeHeader(out, type, payload.remaining());
        headerBytes = 0;
      }
      int count = Math.min(payload.remaining(), out.remaining());
      out.put(payload.slice(payload.position(), count));
      payload.position(payload.position() + count);
      buffer.region(0, out.position());
    } while (payload.hasRemaining());
    return buffers;
  }

  /**
   * Sends a range of a file as one packet, in order with other packets. It does not pass through
   * the heap, and counts for 64 KiB of the queue whatever its size. What the file holds less than
   * it does now when it is sent ends the session.
   *
   * <p>Opening it may wait for the disk: best called on a thread that may.
   *
   * @param type 0x00 … 0xEF
   * @param fromByte where to begin, 0 or more
   * @param bytes how many, at most what a header can announce
   * @param listener hears, in the session's context, how it goes, if it was accepted; its failure
   *     ends the session
   * @return any outcome; {@code FULL} also when the buffer pool is empty
   * @throws IOException when there is no such file, it may not be read, or it has no such bytes;
   *     the session is as it was
   */
  public SendOutcome sendFile(int type, Path path, long fromByte, long bytes, FileListener listener)
      throws IOException {
    PacketWriter.requireApplicationType(type);
    OutboundFile file = connection.openFile(path, fromByte, bytes, listener);
    SendOutcome outcome = send(type, file);
    if (!outcome.isAccepted()) {
      file.discard();
    }
    return outcome;
  }

  private SendOutcome send(int type, OutboundFile file) {
    SharedBuffer head = pool.tryAcquire(PacketHeader.BYTES);
    if (head == null) {
      return connection.refuse();
    }
    PacketWriter.writeHeader(head.memory(), type, file.remainingBytes());
    head.region(0, head.memory().position());
    SendOutcome outcome = connection.sendFile(head, file);
    head.release();
    return outcome;
  }

  /** Bytes of buffer slots that are queued or in flight. */
  public long queuedBytes() {
    return connection.queuedBytes();
  }

  /** Stops reading: the peer is slowed down by TCP. What arrived already is kept. */
  public void pause() {
    connection.execute(protocol::pause);
  }

  /** Reads on. */
  public void resume() {
    connection.execute(protocol::resume);
  }

  /**
   * Ends the session in order: what is queued goes out, then the close packet.
   *
   * @throws IllegalArgumentException when a close packet must not carry the code
   */
  public void close(PacketClose close) {
    requireSendable(close);
    connection.execute(() -> protocol.endSession(close));
  }

  /**
   * Ends the session with a close packet in front of what is queued, which is thrown away; a packet
   * that has begun to go out goes out whole before it.
   *
   * @throws IllegalArgumentException when a close packet must not carry the code
   */
  public void closeWithoutBacklog(PacketClose close) {
    requireSendable(close);
    connection.execute(
        () -> {
          connection.dropMessages();
          protocol.endSession(close);
        });
  }

  /** Ends the session at once with a reset. */
  public void abort() {
    connection.abort(CloseCause.POLICY);
  }

  private static void requireSendable(PacketClose close) {
    if (close.code() != PacketClose.NO_STATUS && !close.isAllowedOnWire()) {
      throw new IllegalArgumentException("code must not be sent: code=" + close.code());
    }
  }

  WholePacketHandler.@Nullable Assembly assembly() {
    return assembly;
  }

  void assembly(WholePacketHandler.@Nullable Assembly pieces) {
    assembly = pieces;
  }
}
