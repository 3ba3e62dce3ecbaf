package io.iocp.settings;

import io.iocp.access.AccessOptions;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.clients.DrainOptions;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.windows.WindowsPortProvider;
import io.iocp.connection.ConnectionOptions;
import io.iocp.http.gateway.GatewayOptions;
import io.iocp.job.BlockingOptions;
import io.iocp.job.JobQueueOptions;
import io.iocp.packet.PacketOptions;
import io.iocp.tls.TlsOptions;
import io.iocp.websocket.WebSocketOptions;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What a transport was started with, as the catalogue reads it. */
public interface StartOptions {

  InetSocketAddress address();

  String engine();

  int workers();

  BufferPoolOptions buffers();

  int receiveBufferBytes();

  int receiveBuffersPerWorker();

  SocketOptions sockets();

  ConnectionOptions connections();

  AccessOptions access();

  DrainOptions drain();

  WebSocketOptions webSocket();

  PacketOptions packet();

  JobQueueOptions jobs();

  BlockingOptions handlers();

  GatewayOptions gateway();

  WindowsPortProvider.Options windows();

  /** How TLS is used; null without it. */
  @Nullable TlsOptions tlsOptions();

  /** Name of the SSL bundle; null without one. */
  @Nullable String sslBundle();
}
