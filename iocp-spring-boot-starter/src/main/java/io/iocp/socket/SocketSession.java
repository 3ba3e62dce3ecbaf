package io.iocp.socket;

import io.iocp.connection.SendOutcome;
import io.iocp.session.Session;
import java.nio.ByteBuffer;

/**
 * One connection that speaks a protocol of the application's own. Any thread may call any method,
 * unless it says otherwise; nothing blocks, and a peer that is too slow is an outcome, not an
 * exception.
 */
public interface SocketSession extends Session {

  /** The protocol's handshake is done: from now on the idle timeout applies. */
  void opened();

  /**
   * Sends bytes, copied, behind what is queued; the buffer stays as it is. All of them or none.
   *
   * @return any outcome; {@code FULL} also when the buffer pool is empty, and with nothing queued
   *     nobody says when to try again then
   */
  SendOutcome send(ByteBuffer bytes);

  /** Ends the session in order: what is queued goes out; what still comes is ignored. */
  void close();

  /** Ends the session in order, after {@link SocketHandler#onEnding} has had its say. */
  @Override
  void close(int code, String reason);

  /** Ends the session as {@link #close(int, String)} does, with what is queued thrown away. */
  @Override
  void closeWithoutBacklog(int code, String reason);
}
