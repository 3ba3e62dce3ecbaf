package io.iocp.completion;

/**
 * Sends back what it receives. After the peer's FIN it sends what is left and closes; when the
 * connection breaks it closes at once.
 */
final class EchoConnection {

  final TestOperations.Receive flow;
  final TestOperations.Close closed = new TestOperations.Close();
  private final StreamChannel channel;
  private final TestSender sender;

  EchoConnection(StreamChannel channel) {
    this.channel = channel;
    this.sender = new TestSender(channel, this::close);
    this.flow = new TestOperations.Receive(sender::offer, sender::finish);
  }

  /** In the channel's context. */
  void start() {
    channel.receive(flow);
  }

  private void close() {
    channel.close(CloseMode.ORDERLY, closed);
  }
}
