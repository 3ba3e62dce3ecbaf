package io.iocp.completion;

import java.net.InetSocketAddress;

/** A connection that was accepted and has no channel, no buffer and no worker yet. */
public interface AcceptedSocket {

  InetSocketAddress remoteAddress();

  /**
   * Makes it a channel of that worker. The callback runs there, exactly once; also at once, when
   * called on that worker. Any thread.
   */
  void open(PortWorker worker, ChannelOpened callback);

  /** Resets the connection. Any thread. */
  void reject();

  /** Receives the channel, in its serial context. */
  @FunctionalInterface
  interface ChannelOpened {
    void opened(StreamChannel channel);
  }
}
