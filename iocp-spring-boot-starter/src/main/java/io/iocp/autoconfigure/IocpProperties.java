package io.iocp.autoconfigure;

import io.iocp.IocpTransportOptions;
import io.iocp.access.AccessLists;
import io.iocp.access.AccessOptions;
import io.iocp.access.AddressRange;
import io.iocp.access.TrustedProxies;
import io.iocp.access.proxy.ForwardedHeader;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.clients.DrainOptions;
import io.iocp.completion.KeepAlive;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.windows.WindowsPortProvider;
import io.iocp.connection.ConnectionOptions;
import io.iocp.http.gateway.GatewayOptions;
import io.iocp.http.protocol.HeadLimits;
import io.iocp.job.BlockingOptions;
import io.iocp.job.JobContext;
import io.iocp.job.JobQueueOptions;
import io.iocp.packet.PacketOptions;
import io.iocp.tls.ClientAuth;
import io.iocp.websocket.CompressionOptions;
import io.iocp.websocket.OriginPolicy;
import io.iocp.websocket.WebSocketOptions;
import io.iocp.websocket.protocol.FrameLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the transport.
 *
 * @param enabled Whether to run the transport.
 * @param address Address to listen on. Defaults to all addresses.
 * @param port Port to listen on. Use 0 for any free port.
 * @param engine Completion port engine. By default, the first of windows, uring and nio that can
 *     run here.
 * @param workers Number of I/O workers. Use 0 for one per processor.
 * @param maxConnections Maximum number of concurrent connections. Further connections are reset
 *     when they are accepted.
 * @param handshakeTimeout Maximum time from accepting a connection to the end of its handshake.
 * @param idleTimeout Maximum time without traffic from or to a client.
 * @param pingInterval Time without traffic after which a client is pinged. Must be shorter than the
 *     idle timeout.
 * @param closeTimeout Maximum duration of the closing handshake.
 * @param drainTime Time over which clients are disconnected during shutdown, evenly and at least
 *     ten per second.
 * @param drainAccepting Whether new clients are accepted while clients are disconnected during
 *     shutdown.
 * @param shutdownGrace Time that clients get to end their sessions during shutdown.
 * @param sendQueue Maximum memory of the messages queued for one client.
 * @param proxyProtocol Whether connections of trusted proxies begin with a PROXY protocol header,
 *     version 2, that names the client. Needs trusted proxies.
 * @param access access by address
 * @param contexts pooled contexts of connections
 * @param buffers the pool of native buffers
 * @param socket options of accepted sockets
 * @param websocket limits and origins of WebSocket
 * @param http requests that are no WebSocket
 * @param ssl TLS
 * @param packet length-prefixed packets on a port of their own
 * @param jobs queue for long-running jobs
 * @param handlers threads of handlers that may block
 * @param windows options of the Windows engine
 */
@ConfigurationProperties("iocp")
public record IocpProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable InetAddress address,
    @DefaultValue("9000") int port,
    @DefaultValue("auto") String engine,
    @DefaultValue("0") int workers,
    @DefaultValue("100000") int maxConnections,
    @DefaultValue("10s") Duration handshakeTimeout,
    @DefaultValue("3m") Duration idleTimeout,
    @DefaultValue("30s") Duration pingInterval,
    @DefaultValue("5s") Duration closeTimeout,
    @DefaultValue("10s") Duration drainTime,
    @DefaultValue("false") boolean drainAccepting,
    @DefaultValue("10s") Duration shutdownGrace,
    @DefaultValue("4MB") DataSize sendQueue,
    @DefaultValue("false") boolean proxyProtocol,
    @DefaultValue Access access,
    @DefaultValue Contexts contexts,
    @DefaultValue Buffers buffers,
    @DefaultValue Socket socket,
    @DefaultValue Websocket websocket,
    @DefaultValue Http http,
    @DefaultValue Ssl ssl,
    @DefaultValue Packet packet,
    @DefaultValue Jobs jobs,
    @DefaultValue Handlers handlers,
    @DefaultValue Windows windows) {

  /**
   * Who may connect, to begin with; all of it can be changed while the service runs. An address is
   * an IPv4 address or an IPv6 network of 64 bits.
   *
   * @param allow Addresses and CIDR ranges that may connect. All addresses may connect if not set.
   * @param deny Addresses and CIDR ranges that may not connect, even if they are allowed.
   * @param connectionsPerAddress Maximum number of concurrent connections from one address. Use 0
   *     for no limit.
   * @param acceptsPerMinute Maximum average number of connections per minute from one address. Use
   *     0 for no limit.
   * @param acceptBurst Maximum burst of connections from one address when accepts are limited.
   * @param trustedProxies Addresses and CIDR ranges of proxies that are trusted to name their
   *     clients. Limits and lists apply to those clients.
   * @param forwardedHeader Header field of the handshake in which trusted proxies name their
   *     clients.
   */
  public record Access(
      @DefaultValue List<String> allow,
      @DefaultValue List<String> deny,
      @DefaultValue("0") int connectionsPerAddress,
      @DefaultValue("0") int acceptsPerMinute,
      @DefaultValue("20") int acceptBurst,
      @DefaultValue List<String> trustedProxies,
      @DefaultValue("x-forwarded-for") ForwardedHeader forwardedHeader) {

    private AccessOptions toOptions(boolean proxyProtocol) {
      return new AccessOptions(
          connectionsPerAddress,
          acceptsPerMinute,
          acceptBurst,
          new AccessLists(ranges(allow), ranges(deny)),
          new TrustedProxies(ranges(trustedProxies), proxyProtocol));
    }

    private static List<AddressRange> ranges(List<String> texts) {
      return texts.stream().map(AddressRange::parse).toList();
    }
  }

  /**
   * What the port works on for a connection: its operations, and the list they send from.
   *
   * @param maxFree Maximum number of contexts of ended connections that are kept for reuse. Use 0
   *     to keep none.
   */
  public record Contexts(@DefaultValue("1024") int maxFree) {}

  /**
   * Native buffers.
   *
   * @param maxMemory Maximum native memory of all buffers.
   * @param receiveSize Capacity of a receive buffer.
   * @param receivePerWorker Number of receive buffers that each worker keeps ready for the kernel.
   *     Must be a power of two.
   */
  public record Buffers(
      @DefaultValue("256MB") DataSize maxMemory,
      @DefaultValue("16KB") DataSize receiveSize,
      @DefaultValue("64") int receivePerWorker) {}

  /**
   * Options of accepted sockets.
   *
   * @param backlog Length of the queue of connections that wait to be accepted.
   * @param sendBuffer Send buffer of a socket. Use 0 for the default of the operating system.
   * @param receiveBuffer Receive buffer of a socket. Use 0 for the default of the operating system.
   * @param keepAlive TCP keep-alive idle time, in whole seconds. Use 0 to disable it.
   * @param keepAliveInterval Time between TCP keep-alive probes, in whole seconds.
   * @param keepAliveProbes Number of unanswered TCP keep-alive probes after which the connection is
   *     reset. Always 10 on Windows.
   * @param unsentLimit Maximum size of unsent data in the send buffer of a socket. Use 0 for no
   *     limit. Does not apply to Windows.
   */
  public record Socket(
      @DefaultValue("4096") int backlog,
      @DefaultValue("0B") DataSize sendBuffer,
      @DefaultValue("0B") DataSize receiveBuffer,
      @DefaultValue("60s") Duration keepAlive,
      @DefaultValue("10s") Duration keepAliveInterval,
      @DefaultValue("6") int keepAliveProbes,
      @DefaultValue("64KB") DataSize unsentLimit) {}

  /**
   * WebSocket.
   *
   * @param allowedOrigins Origins of pages that may connect, such as https://example.org, or * for
   *     all. Defaults to the host that the handshake is addressed to.
   * @param maxFrameSize Maximum payload of a frame.
   * @param maxMessageSize Maximum payload of a message.
   * @param maxRequestLine Maximum length of the request line of a handshake.
   * @param maxHeaderLine Maximum length of a header line of a handshake.
   * @param maxHeaders Maximum number of header lines of a handshake.
   * @param maxHandshakeSize Maximum size of the head of a handshake.
   * @param compression compression of messages
   * @param security Whether Spring Security, where the application has its filters, decides about
   *     handshakes and says who the user is.
   */
  public record Websocket(
      @DefaultValue List<String> allowedOrigins,
      @DefaultValue("1MB") DataSize maxFrameSize,
      @DefaultValue("1MB") DataSize maxMessageSize,
      @DefaultValue("4KB") DataSize maxRequestLine,
      @DefaultValue("8KB") DataSize maxHeaderLine,
      @DefaultValue("64") int maxHeaders,
      @DefaultValue("16KB") DataSize maxHandshakeSize,
      @DefaultValue Compression compression,
      @DefaultValue("true") boolean security) {}

  /**
   * Requests that are no WebSocket.
   *
   * @param passThrough those that no handler is for
   */
  public record Http(@DefaultValue PassThrough passThrough) {}

  /**
   * Requests that no handler is for, passed through to the web server of the application.
   *
   * @param enabled Whether the web server of the application answers the requests to this port that
   *     no handler is for, so that the application needs one port only. The web server must be an
   *     embedded Tomcat without TLS.
   * @param maxConnections Maximum number of connections to the web server, and so of concurrent
   *     requests. Further requests are answered with 503.
   * @param connectTimeout Maximum time to connect to the web server.
   * @param responseTimeout Maximum time that the web server may take to begin its response.
   * @param bodyTimeout Maximum time that a client may take to send the body of a request, or each
   *     32 KB of it.
   */
  public record PassThrough(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("200") int maxConnections,
      @DefaultValue("5s") Duration connectTimeout,
      @DefaultValue("60s") Duration responseTimeout,
      @DefaultValue("30s") Duration bodyTimeout) {

    private GatewayOptions toOptions() {
      return new GatewayOptions(
          enabled, maxConnections, connectTimeout, responseTimeout, bodyTimeout);
    }
  }

  /**
   * Compression of messages by permessage-deflate (RFC 7692).
   *
   * @param enabled Whether to accept compression, unless the registration of a handler says
   *     otherwise.
   * @param contextTakeover Whether messages may refer to earlier ones, which makes them smaller.
   * @param minSize Minimum size of a message that is compressed.
   * @param maxSessions Maximum number of concurrent sessions that compress, each with about 320 KB
   *     of native memory. Further ones do not compress.
   */
  public record Compression(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("true") boolean contextTakeover,
      @DefaultValue("256B") DataSize minSize,
      @DefaultValue("1000") int maxSessions) {}

  /**
   * TLS on all listeners of the transport. Versions and cipher suites are those of the bundle's
   * options; without, TLS 1.3 and 1.2 with suites that have forward secrecy and AEAD.
   *
   * @param bundle Name of the SSL bundle with the certificate of the server. TLS is used only if it
   *     is set.
   * @param clientAuth Whether to request a certificate from clients.
   * @param handshakeThreads Number of threads for the computations of handshakes. Use 0 for one per
   *     two processors.
   * @param handshakeQueue Maximum number of handshake steps in the queue. Further handshakes are
   *     rejected.
   */
  public record Ssl(
      @Nullable String bundle,
      @DefaultValue("none") ClientAuth clientAuth,
      @DefaultValue("0") int handshakeThreads,
      @DefaultValue("1000") int handshakeQueue) {}

  /**
   * Packets.
   *
   * @param port Port to listen on for length-prefixed packets. Use 0 for any free port. Packets are
   *     disabled if not set.
   * @param address Address to listen on for packets. Defaults to iocp.address.
   * @param maxSize Maximum payload of a packet, unless its handler sets another.
   */
  public record Packet(
      @Nullable Integer port,
      @Nullable InetAddress address,
      @DefaultValue("1MB") DataSize maxSize) {}

  /**
   * The queue for heavy work.
   *
   * @param workers Number of threads that run jobs.
   * @param queue Maximum number of jobs in the queue.
   * @param stuckAfter Time after which health is down when jobs are queued and none completes.
   */
  public record Jobs(
      @DefaultValue("4") int workers,
      @DefaultValue("1000") int queue,
      @DefaultValue("1m") Duration stuckAfter) {}

  /**
   * Handlers that may block, such as those of Spring's own WebSocket sessions, and their
   * handshakes.
   *
   * @param threads Maximum number of handlers that run at once where they may block, such as
   *     Spring's. Use 0 for 16 threads, or for 1024 when virtual threads are enabled.
   * @param queue Maximum number of handshakes that wait for a thread of handlers that may block.
   *     Further handshakes are refused with 503.
   */
  public record Handlers(@DefaultValue("0") int threads, @DefaultValue("1000") int queue) {}

  /**
   * The Windows engine.
   *
   * @param accepts Number of pending accepts on the listener.
   * @param acceptFirstData Maximum size of the first data of a connection with which its accept
   *     completes. Use 0 to complete it as soon as the connection is established.
   * @param acceptFirstDataTimeout Time after which a client that connected and sent nothing is
   *     reset. Only applies with first data.
   * @param pendingReads Number of pending receives per connection, each with a buffer. Use 0 to
   *     receive zero bytes first, so that an idle connection has no buffer.
   * @param reads Whether a connection is notified of received data by pending receives or by socket
   *     state notifications.
   * @param reuseSockets Whether to reuse the sockets of connections that were closed in order for
   *     accepts. Windows delays the reuse of a socket while its connection is in TIME_WAIT.
   */
  public record Windows(
      @DefaultValue("64") int accepts,
      @DefaultValue("0B") DataSize acceptFirstData,
      @DefaultValue("10s") Duration acceptFirstDataTimeout,
      @DefaultValue("0") int pendingReads,
      @DefaultValue("overlapped") WindowsPortProvider.Reads reads,
      @DefaultValue("false") boolean reuseSockets) {}

  /**
   * The transport's options.
   *
   * @param jobContext what goes with a job to its worker
   * @param lightThreads makes virtual threads; null where they are not enabled
   * @throws IllegalArgumentException if a property is out of its bounds
   */
  IocpTransportOptions toOptions(JobContext jobContext, @Nullable ThreadFactory lightThreads) {
    PropertyValues.check(this);
    return IocpTransportOptions.builder()
        .address(
            address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port))
        .engine(engine)
        .workers(workers)
        .buffers(BufferPoolOptions.DEFAULTS.withMaximumBytes(buffers.maxMemory().toBytes()))
        .receiveBufferBytes(bytes(buffers.receiveSize()))
        .receiveBuffersPerWorker(buffers.receivePerWorker())
        .sockets(
            new SocketOptions(
                socket.backlog(),
                bytes(socket.sendBuffer()),
                bytes(socket.receiveBuffer()),
                true,
                new KeepAlive(
                    (int) socket.keepAlive().toSeconds(),
                    (int) socket.keepAliveInterval().toSeconds(),
                    socket.keepAliveProbes()),
                bytes(socket.unsentLimit())))
        .connections(
            ConnectionOptions.builder()
                .maximumConnections(maxConnections)
                .handshakeTimeout(handshakeTimeout)
                .idleTimeout(idleTimeout)
                .keepAliveInterval(pingInterval)
                .closeTimeout(closeTimeout)
                .sendQueueBytes(sendQueue.toBytes())
                .maximumFreeContexts(contexts.maxFree())
                .build())
        .drain(new DrainOptions(drainTime, drainAccepting, shutdownGrace))
        .access(access.toOptions(proxyProtocol))
        .webSocket(
            new WebSocketOptions(
                new HeadLimits(
                    bytes(websocket.maxRequestLine()),
                    bytes(websocket.maxHeaderLine()),
                    websocket.maxHeaders(),
                    bytes(websocket.maxHandshakeSize())),
                new FrameLimits(
                    websocket.maxFrameSize().toBytes(), websocket.maxMessageSize().toBytes()),
                OriginPolicy.of(websocket.allowedOrigins()),
                new CompressionOptions(
                    websocket.compression().enabled(),
                    websocket.compression().contextTakeover(),
                    bytes(websocket.compression().minSize()),
                    websocket.compression().maxSessions()),
                access.forwardedHeader(),
                websocket.security()))
        .gateway(http.passThrough().toOptions())
        .packet(new PacketOptions(packetAddress(), packet.maxSize().toBytes()))
        .jobs(new JobQueueOptions(jobs.workers(), jobs.queue(), jobs.stuckAfter(), jobContext))
        .handlers(new BlockingOptions(handlers.threads(), handlers.queue(), lightThreads))
        .windows(
            new WindowsPortProvider.Options(
                windows.accepts(),
                bytes(windows.acceptFirstData()),
                windows.acceptFirstDataTimeout(),
                windows.pendingReads(),
                windows.reads(),
                windows.reuseSockets()))
        .build();
  }

  private @Nullable InetSocketAddress packetAddress() {
    Integer packetPort = packet.port();
    if (packetPort == null) {
      return null;
    }
    InetAddress host = packet.address() == null ? address : packet.address();
    return host == null
        ? new InetSocketAddress(packetPort)
        : new InetSocketAddress(host, packetPort);
  }

  private static int bytes(DataSize size) {
    return Math.toIntExact(size.toBytes());
  }
}
