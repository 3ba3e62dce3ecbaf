package io.iocp.streaming;

import io.iocp.IocpTransport;
import io.iocp.streaming.access.Traffic;
import io.iocp.streaming.ingest.udp.UdpPublishers;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamId;
import org.springframework.beans.factory.ObjectProvider;

/**
 * What connections, senders of datagrams and streams have. Both of the first are there only after
 * those who ask.
 */
final class ConnectionTraffic implements Traffic {

  private final ObjectProvider<IocpTransport> transport;
  private final ObjectProvider<UdpPublishers> udp;
  private final StreamRegistry streams;

  ConnectionTraffic(
      ObjectProvider<IocpTransport> transport,
      ObjectProvider<UdpPublishers> udp,
      StreamRegistry streams) {
    this.transport = transport;
    this.udp = udp;
    this.streams = streams;
  }

  /** Ids of clients are above zero. */
  @Override
  public long received(long client) {
    return (client > 0
            ? transport.getObject().clients().receivedBytes(client)
            : udp.getObject().receivedBytes(client))
        .orElse(-1);
  }

  @Override
  public long sent(long client) {
    return transport.getObject().clients().sentBytes(client).orElse(-1);
  }

  @Override
  public long bytesPerSecond(String stream) {
    return streams.find(new StreamId(stream)).map(LiveStream::bytesPerSecond).orElse(0L);
  }
}
