package io.iocp.completion;

import java.net.InetSocketAddress;

/**
 * One connected stream socket on a completion port.
 *
 * <p>A channel has a <em>serial context</em>: its completions and its packets run one at a time,
 * never two at once (on its home worker with io_uring and NIO; in its mailbox with Windows, where
 * any worker may dequeue). Every method below {@link #execute} must be called in that context.
 */
public interface StreamChannel {

  /** The worker that serves the channel; with engines that share one port, its nominal home. */
  PortWorker worker();

  InetSocketAddress localAddress();

  InetSocketAddress remoteAddress();

  /** What {@link #unsentBytes()} says where it cannot be known. */
  int UNSENT_UNKNOWN = -1;

  /** A kernel takes up to so much at once, whatever its limit, if it is given that much. */
  int PIECE_BYTES = 64 << 10;

  /**
   * Bytes that the kernel has taken and not sent yet, for figures: one system call. What is on its
   * way to the peer, or waits there to be read, does not count. Any thread; on a channel that is
   * being closed the answer means nothing.
   *
   * @return 0 or more, or {@link #UNSENT_UNKNOWN}
   */
  int unsentBytes();

  /**
   * From now on the kernel takes about so much and no more of what it cannot send yet, in the place
   * of {@link SocketOptions#unsentLimitBytes()}: on a slow link less of it is less delay. One
   * system call, in the serial context; on a channel that is being closed it does nothing.
   *
   * <p>With less than {@link #PIECE_BYTES} a send is given to the kernel only when it asks for
   * more, which is when half of the limit has gone out, and no more than the limit at once; the
   * send then completes short. So no more than one and a half times the limit waits there. That
   * costs a fast link some system calls, and should end when the link has shown what it carries.
   *
   * @param bytes more than 0
   * @return whether it does; not where the system has no such limit
   */
  boolean limitUnsent(int bytes);

  /** Whether the calling thread is in the channel's serial context now. Any thread. */
  boolean inContext();

  /**
   * Has the packet run in the serial context: at once when the caller is in it, else posted. Any
   * thread.
   *
   * @return whether it will run; {@code false} after the port has shut down
   */
  boolean execute(Packet packet);

  /** Starts receiving. Once in the life of the channel. */
  void receive(ReceiveFlow flow);

  /** Stops reading ahead; the flow stays in flight. Idempotent. */
  void pause();

  /** Reads on after {@link #pause}. Idempotent. */
  void resume();

  /** Sends. One at a time, transmits included: the next one after this one completed. */
  void send(SendOperation operation);

  /**
   * Sends a head, a range of a file and a tail. One at a time, sends included: the next one after
   * this one completed.
   */
  void transmitFile(TransmitFileOperation operation);

  /** Sends FIN after what the kernel has already taken. No send or transmit may be in flight. */
  void shutdownSending();

  /**
   * Cancels what is in flight. The operations complete with {@code ABORTED}, or as they would have
   * if the kernel was faster.
   */
  void cancel();

  /**
   * Cancels what is in flight, waits until it is home, closes the descriptor. Then the operation
   * completes and the channel is dead. Once.
   */
  void close(CloseMode mode, CloseOperation operation);
}
