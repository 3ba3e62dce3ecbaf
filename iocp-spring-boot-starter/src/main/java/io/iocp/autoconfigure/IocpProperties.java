package io.iocp.autoconfigure;

import io.iocp.clients.DrainOptions;
import io.iocp.IocpTransportOptions;
import io.iocp.access.AccessLists;
import io.iocp.access.AccessOptions;
import io.iocp.access.AddressRange;
import io.iocp.access.TrustedProxies;
import io.iocp.access.proxy.ForwardedHeader;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.KeepAlive;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.windows.WindowsPortProvider;
import io.iocp.connection.ConnectionOptions;
import io.iocp.job.JobContext;
import io.iocp.job.JobQueueOptions;
import io.iocp.packet.PacketOptions;
import io.iocp.packet.protocol.PacketHeader;
import io.iocp.tls.ClientAuth;
import io.iocp.websocket.CompressionOptions;
import io.iocp.websocket.OriginPolicy;
import io.iocp.websocket.WebSocketOptions;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.HandshakeLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the transport.
 *
 * @param enabled whether the transport runs at all
 * @param address address to listen on; all addresses if not set
 * @param port port to listen on; 0 for any free one
 * @param engine completion port engine: auto, windows, uring or nio; auto takes the first of them
 *     that can run here
 * @param workers number of I/O workers; 0 for one a processor
 * @param maxConnections connections at once; further ones are reset when they are accepted
 * @param handshakeTimeout longest time from accepting a connection to the end of its handshake
 * @param idleTimeout longest time without anything received from or sent to a client
 * @param pingInterval quiet time after which a client is pinged
 * @param closeTimeout longest time that closing in order may take
 * @param drainTime time over which clients are told to leave when the service stops, evenly; less
 *     where there are few, ten a second
 * @param drainAccepting whether new clients are let in until the last one has been told to leave
 * @param shutdownGrace time that clients get to end their sessions when the service stops
 * @param sendQueue memory that messages waiting for one client may occupy
 * @param proxyProtocol whether connections of trusted proxies begin with a header of the PROXY
 *     protocol, version 2, which names the client
 * @param access who may connect
 * @param contexts what the port works on for a connection
 * @param buffers the pool of native buffers
 * @param socket options of accepted sockets
 * @param websocket limits and origins of WebSocket
 * @param ssl TLS
 * @param packet length-prefixed packets on a port of their own
 * @param jobs the queue for heavy work
 * @param windows what only the Windows engine knows
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
    @DefaultValue Ssl ssl,
    @DefaultValue Packet packet,
    @DefaultValue Jobs jobs,
    @DefaultValue Windows windows) {

  // What operating systems take.
  private static final int MAXIMUM_KEEP_ALIVE = 32_767;
  private static final int MAXIMUM_PROBES = 127;

  public IocpProperties {
    requireRange("iocp.port", port, 0, 65_535);
    requireRange("iocp.workers", workers, 0, 1024);
    requireRange("iocp.max-connections", maxConnections, 1, Integer.MAX_VALUE);
    requirePositive("iocp.handshake-timeout", handshakeTimeout);
    requirePositive("iocp.idle-timeout", idleTimeout);
    requirePositive("iocp.ping-interval", pingInterval);
    requirePositive("iocp.close-timeout", closeTimeout);
    if (pingInterval.compareTo(idleTimeout) >= 0) {
      throw new IllegalArgumentException(
          "iocp.ping-interval must be shorter than iocp.idle-timeout, or quiet clients are dropped"
              + " before they are asked: iocp.ping-interval="
              + pingInterval
              + ", iocp.idle-timeout="
              + idleTimeout);
    }
    if (drainTime.isNegative()) {
      throw new IllegalArgumentException(
          "iocp.drain-time must not be negative: iocp.drain-time=" + drainTime);
    }
    if (shutdownGrace.isNegative()) {
      throw new IllegalArgumentException(
          "iocp.shutdown-grace must not be negative: iocp.shutdown-grace=" + shutdownGrace);
    }
    requireSize("iocp.send-queue", sendQueue, 1, Long.MAX_VALUE);
    if (proxyProtocol && access.trustedProxies().isEmpty()) {
      throw new IllegalArgumentException(
          "iocp.proxy-protocol needs iocp.access.trusted-proxies: whoever may send a header may"
              + " claim to be anybody");
    }
  }

  /**
   * Who may connect, to begin with; all of it can be changed while the service runs. An address is
   * an IPv4 address or an IPv6 network of 64 bits.
   *
   * @param allow addresses and CIDR ranges that may connect; all if not set
   * @param deny addresses and CIDR ranges that may not connect, also when they are allowed
   * @param connectionsPerAddress connections at once from one address; 0 for no limit
   * @param acceptsPerMinute connections a minute from one address in the long run; 0 for no limit
   * @param acceptBurst connections from one address that may come at once when accepts are limited
   * @param trustedProxies addresses and CIDR ranges of proxies that name their clients truthfully;
   *     limits and lists apply to the clients
   * @param forwardedHeader header field of the handshake in which trusted proxies name their
   *     clients: x-forwarded-for, forwarded or none
   */
  public record Access(
      @DefaultValue List<String> allow,
      @DefaultValue List<String> deny,
      @DefaultValue("0") int connectionsPerAddress,
      @DefaultValue("0") int acceptsPerMinute,
      @DefaultValue("20") int acceptBurst,
      @DefaultValue List<String> trustedProxies,
      @DefaultValue("x-forwarded-for") ForwardedHeader forwardedHeader) {

    public Access {
      requireRanges("iocp.access.allow", allow);
      requireRanges("iocp.access.deny", deny);
      requireRanges("iocp.access.trusted-proxies", trustedProxies);
      requireRange(
          "iocp.access.connections-per-address", connectionsPerAddress, 0, Integer.MAX_VALUE);
      requireRange("iocp.access.accepts-per-minute", acceptsPerMinute, 0, Integer.MAX_VALUE);
      requireRange("iocp.access.accept-burst", acceptBurst, 1, Integer.MAX_VALUE);
    }

    private AccessOptions toOptions(boolean proxyProtocol) {
      return new AccessOptions(
          connectionsPerAddress,
          acceptsPerMinute,
          acceptBurst,
          new AccessLists(ranges(allow), ranges(deny)),
          new TrustedProxies(ranges(trustedProxies), proxyProtocol));
    }

    private static void requireRanges(String name, List<String> texts) {
      try {
        ranges(texts);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
      }
    }

    private static List<AddressRange> ranges(List<String> texts) {
      return texts.stream().map(AddressRange::parse).toList();
    }
  }

  /**
   * What the port works on for a connection: its operations, and the list they send from.
   *
   * @param maxFree contexts of connections that are gone which are kept for those to come; 0 for
   *     none
   */
  public record Contexts(@DefaultValue("1024") int maxFree) {

    public Contexts {
      requireRange("iocp.contexts.max-free", maxFree, 0, Integer.MAX_VALUE);
    }
  }

  /**
   * Native buffers.
   *
   * @param maxMemory native memory that all buffers together may take
   * @param receiveSize capacity of a receive buffer
   * @param receivePerWorker receive buffers that a worker keeps ready for the kernel; a power of
   *     two
   */
  public record Buffers(
      @DefaultValue("256MB") DataSize maxMemory,
      @DefaultValue("16KB") DataSize receiveSize,
      @DefaultValue("64") int receivePerWorker) {

    public Buffers {
      List<Integer> slots = BufferPoolOptions.DEFAULTS.sizeClassesBytes();
      long minimum = (long) slots.size() * BufferPoolOptions.DEFAULTS.slabBytes();
      requireSize("iocp.buffers.max-memory", maxMemory, minimum, Long.MAX_VALUE);
      requireSize("iocp.buffers.receive-size", receiveSize, 1, slots.get(slots.size() - 1));
      requireRange("iocp.buffers.receive-per-worker", receivePerWorker, 1, 32_768);
      if (Integer.bitCount(receivePerWorker) != 1) {
        throw new IllegalArgumentException(
            "iocp.buffers.receive-per-worker must be a power of two:"
                + " iocp.buffers.receive-per-worker="
                + receivePerWorker);
      }
    }
  }

  /**
   * Options of accepted sockets.
   *
   * @param backlog length of the queue of connections that wait to be accepted
   * @param sendBuffer send buffer of a socket; 0 leaves it to the operating system
   * @param receiveBuffer receive buffer of a socket; 0 leaves it to the operating system
   * @param keepAlive silence after which the operating system asks a peer whether it is there, in
   *     whole seconds; 0 for never; with io_uring and NIO
   * @param keepAliveInterval time between its questions, in whole seconds
   * @param keepAliveProbes questions without an answer after which the connection is broken
   */
  public record Socket(
      @DefaultValue("4096") int backlog,
      @DefaultValue("0B") DataSize sendBuffer,
      @DefaultValue("0B") DataSize receiveBuffer,
      @DefaultValue("60s") Duration keepAlive,
      @DefaultValue("10s") Duration keepAliveInterval,
      @DefaultValue("6") int keepAliveProbes) {

    public Socket {
      requireRange("iocp.socket.backlog", backlog, 1, Integer.MAX_VALUE);
      requireSize("iocp.socket.send-buffer", sendBuffer, 0, Integer.MAX_VALUE);
      requireSize("iocp.socket.receive-buffer", receiveBuffer, 0, Integer.MAX_VALUE);
      requireRange("iocp.socket.keep-alive", keepAlive.toSeconds(), 0, MAXIMUM_KEEP_ALIVE);
      requireRange(
          "iocp.socket.keep-alive-interval", keepAliveInterval.toSeconds(), 1, MAXIMUM_KEEP_ALIVE);
      requireRange("iocp.socket.keep-alive-probes", keepAliveProbes, 1, MAXIMUM_PROBES);
    }
  }

  /**
   * WebSocket.
   *
   * @param allowedOrigins pages that may connect, such as https://example.org; * for all; if not
   *     set, pages of the host that the handshake is addressed to
   * @param maxFrameSize largest payload of one frame
   * @param maxMessageSize largest payload of one message
   * @param maxRequestLine longest request line of a handshake
   * @param maxHeaderLine longest header line of a handshake
   * @param maxHeaders most header lines of a handshake
   * @param maxHandshakeSize longest head of a handshake
   * @param compression compression of messages
   */
  public record Websocket(
      @DefaultValue List<String> allowedOrigins,
      @DefaultValue("1MB") DataSize maxFrameSize,
      @DefaultValue("1MB") DataSize maxMessageSize,
      @DefaultValue("4KB") DataSize maxRequestLine,
      @DefaultValue("8KB") DataSize maxHeaderLine,
      @DefaultValue("64") int maxHeaders,
      @DefaultValue("16KB") DataSize maxHandshakeSize,
      @DefaultValue Compression compression) {

    public Websocket {
      requireSize("iocp.websocket.max-frame-size", maxFrameSize, 0, Long.MAX_VALUE);
      requireSize("iocp.websocket.max-message-size", maxMessageSize, 0, Long.MAX_VALUE);
      requireSize("iocp.websocket.max-request-line", maxRequestLine, 1, Integer.MAX_VALUE);
      requireSize("iocp.websocket.max-header-line", maxHeaderLine, 1, Integer.MAX_VALUE);
      requireRange("iocp.websocket.max-headers", maxHeaders, 1, Integer.MAX_VALUE);
      requireSize("iocp.websocket.max-handshake-size", maxHandshakeSize, 1, Integer.MAX_VALUE);
    }
  }

  /**
   * Compression of messages by permessage-deflate (RFC 7692).
   *
   * @param enabled whether it is agreed to where a handler's registration says nothing about it
   * @param contextTakeover whether messages may refer to earlier ones, which makes them smaller
   * @param minSize shortest message that is compressed
   * @param maxSessions sessions at once that compress, each with about 320 KB of native memory;
   *     further ones do not
   */
  public record Compression(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("true") boolean contextTakeover,
      @DefaultValue("256B") DataSize minSize,
      @DefaultValue("1000") int maxSessions) {

    public Compression {
      requireSize("iocp.websocket.compression.min-size", minSize, 1, Integer.MAX_VALUE);
      requireRange("iocp.websocket.compression.max-sessions", maxSessions, 0, Integer.MAX_VALUE);
    }
  }

  /**
   * TLS on all listeners of the transport. Versions and cipher suites are those of the bundle's
   * options.
   *
   * @param bundle SSL bundle with the certificate to show; TLS is spoken if it is set, and not
   *     otherwise
   * @param clientAuth whether clients are asked for a certificate: none, want or need
   * @param handshakeThreads threads that do the arithmetic of handshakes; 0 for one to two
   *     processors
   * @param handshakeQueue steps of handshakes that may wait for a thread; beyond it handshakes are
   *     refused
   */
  public record Ssl(
      @Nullable String bundle,
      @DefaultValue("none") ClientAuth clientAuth,
      @DefaultValue("0") int handshakeThreads,
      @DefaultValue("1000") int handshakeQueue) {

    public Ssl {
      requireRange("iocp.ssl.handshake-threads", handshakeThreads, 0, 1024);
      requireRange("iocp.ssl.handshake-queue", handshakeQueue, 1, Integer.MAX_VALUE);
    }
  }

  /**
   * Packets.
   *
   * @param port port to listen on for length-prefixed packets, 0 for any free one; if not set,
   *     nobody can send any
   * @param address address to listen on for packets; that of iocp.address if not set
   * @param maxSize largest payload of a packet, where its handler does not say otherwise
   */
  public record Packet(
      @Nullable Integer port,
      @Nullable InetAddress address,
      @DefaultValue("1MB") DataSize maxSize) {

    public Packet {
      if (port != null) {
        requireRange("iocp.packet.port", port, 0, 65_535);
      }
      requireSize("iocp.packet.max-size", maxSize, 0, PacketHeader.MAX_PAYLOAD_BYTES);
    }
  }

  /**
   * The queue for heavy work.
   *
   * @param workers threads that run jobs
   * @param queue jobs that may wait
   * @param stuckAfter time after which health is down when jobs wait and none ends
   */
  public record Jobs(
      @DefaultValue("4") int workers,
      @DefaultValue("1000") int queue,
      @DefaultValue("1m") Duration stuckAfter) {

    public Jobs {
      requireRange("iocp.jobs.workers", workers, 1, JobQueueOptions.MAXIMUM_WORKERS);
      requireRange("iocp.jobs.queue", queue, 1, Integer.MAX_VALUE);
      requirePositive("iocp.jobs.stuck-after", stuckAfter);
    }
  }

  /**
   * The Windows engine.
   *
   * @param accepts accepts outstanding on the listener
   * @param acceptFirstData an accept completes with the first data of its connection, up to this
   *     size, and not before; 0 completes it with the connection
   * @param acceptFirstDataTimeout time after which a client that connected and sent nothing is
   *     reset; only with first data
   * @param pendingReads receives pending on each connection, each with a buffer; 0 receives zero
   *     bytes first, so that an idle connection owns no buffer
   * @param reads how a connection learns that there is something to receive: overlapped, by pending
   *     receives, or notification, by socket state notifications
   * @param keepAlive silence after which the system probes a connection; 0 for never
   * @param reuseSockets whether the sockets of connections that were closed in order are accepted
   *     into again; the system holds each back as long as its connection is in TIME_WAIT
   */
  public record Windows(
      @DefaultValue("64") int accepts,
      @DefaultValue("0B") DataSize acceptFirstData,
      @DefaultValue("10s") Duration acceptFirstDataTimeout,
      @DefaultValue("0") int pendingReads,
      @DefaultValue("overlapped") WindowsPortProvider.Reads reads,
      @DefaultValue("0s") Duration keepAlive,
      @DefaultValue("false") boolean reuseSockets) {

    public Windows {
      requireRange("iocp.windows.accepts", accepts, 1, 4096);
      requireSize("iocp.windows.accept-first-data", acceptFirstData, 0, 4096);
      requirePositive("iocp.windows.accept-first-data-timeout", acceptFirstDataTimeout);
      requireRange("iocp.windows.pending-reads", pendingReads, 0, 64);
    }
  }

  /**
   * The transport's options.
   *
   * @param jobContext what goes with a job to its worker
   */
  IocpTransportOptions toOptions(JobContext jobContext) {
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
                    socket.keepAliveProbes())))
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
        .drain(new DrainOptions(drainTime, drainAccepting))
        .access(access.toOptions(proxyProtocol))
        .webSocket(
            new WebSocketOptions(
                new HandshakeLimits(
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
                access.forwardedHeader()))
        .packet(new PacketOptions(packetAddress(), packet.maxSize().toBytes()))
        .jobs(new JobQueueOptions(jobs.workers(), jobs.queue(), jobs.stuckAfter(), jobContext))
        .windows(
            new WindowsPortProvider.Options(
                windows.accepts(),
                bytes(windows.acceptFirstData()),
                windows.acceptFirstDataTimeout(),
                windows.pendingReads(),
                windows.reads(),
                windows.keepAlive(),
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

  private static void requireSize(String name, DataSize size, long minimum, long maximum) {
    requireRange(name, size.toBytes(), minimum, maximum);
  }

  private static void requireRange(String name, long value, long minimum, long maximum) {
    if (value < minimum || value > maximum) {
      String limit =
          maximum >= Integer.MAX_VALUE && value < minimum
              ? "at least " + minimum
              : minimum + " to " + maximum;
      throw new IllegalArgumentException(name + " must be " + limit + ": " + name + "=" + value);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive: " + name + "=" + value);
    }
  }
}
