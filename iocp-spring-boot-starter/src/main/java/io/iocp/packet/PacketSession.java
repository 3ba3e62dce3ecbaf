package io.iocp.packet;

import io.iocp.connection.FileListener;
import io.iocp.connection.SendOutcome;
import io.iocp.packet.protocol.PacketClose;
import io.iocp.session.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * One connection that speaks packets. Any thread may call any method, unless it says otherwise;
 * nothing blocks, and a peer that is too slow is an outcome, not an exception.
 */
public interface PacketSession extends Session {

  /**
   * Sends a packet, copied; the buffer stays as it is.
   *
   * @param type 0x00 … 0xEF
   * @return any outcome; {@code FULL} also when the buffer pool is empty, and with nothing queued
   *     nobody says when to try again then
   */
  SendOutcome send(int type, ByteBuffer payload);

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
  SendOutcome sendFile(int type, Path path, long fromByte, long bytes, FileListener listener)
      throws IOException;

  /**
   * Ends the session in order: what is queued goes out, then the close packet.
   *
   * @throws IllegalArgumentException when a close packet must not carry the code
   */
  void close(PacketClose close);

  /**
   * Ends the session with a close packet in front of what is queued, which is thrown away; a packet
   * that has begun to go out goes out whole before it.
   *
   * @throws IllegalArgumentException when a close packet must not carry the code
   */
  void closeWithoutBacklog(PacketClose close);

  @Override
  default void close(int code, String reason) {
    close(new PacketClose(code, reason));
  }

  @Override
  default void closeWithoutBacklog(int code, String reason) {
    closeWithoutBacklog(new PacketClose(code, reason));
  }
}
