package io.iocp.completion;

import java.net.InetSocketAddress;

/**
 * One bound UDP socket on a completion port.
 *
 * <p>It has a <em>serial context</em> like a {@link StreamChannel}: its datagrams, its completions
 * and its packets run one at a time. Every method below {@link #execute} must be called in that
 * context.
 */
public interface DatagramEndpoint {

  /** The worker that serves the socket; with engines that share one port, its nominal home. */
  PortWorker worker();

  /** The address it is bound to, with the real port when 0 was asked for. */
  InetSocketAddress localAddress();

  /**
   * The largest datagram that is received whole: the port's receive buffers less what the engine
   * needs in each of them for itself, at most 64 bytes.
   */
  int maximumReceiveBytes();

  /** Whether the calling thread is in the socket's serial context now. Any thread. */
  boolean inContext();

  /**
   * Has the packet run in the serial context: at once when the caller is in it, else posted. Any
   * thread.
   *
   * @return whether it will run; {@code false} after the port has shut down
   */
  boolean execute(Packet packet);

  /**
   * Stops receiving; the flow stays in flight. What arrives meanwhile waits in the operating
   * system's socket buffer, and is lost when that is full. Idempotent.
   */
  void pause();

  /** Receives on after {@link #pause}. Idempotent. */
  void resume();

  /** Sends a datagram. One at a time: the next one after this one completed. */
  void sendTo(SendToOperation operation);

  /**
   * Cancels what is in flight, waits until it is home, closes the descriptor: first the {@link
   * DatagramFlow} completes with {@code ABORTED}, then the operation. Once.
   */
  void close(CloseOperation operation);
}
