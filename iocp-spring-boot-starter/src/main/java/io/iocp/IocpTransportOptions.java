package io.iocp;

import io.iocp.access.AccessOptions;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.clients.DrainOptions;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.windows.WindowsPortProvider;
import io.iocp.connection.ConnectionOptions;
import io.iocp.http.gateway.GatewayOptions;
import io.iocp.job.BlockingOptions;
import io.iocp.job.JobContext;
import io.iocp.job.JobQueueOptions;
import io.iocp.packet.PacketOptions;
import io.iocp.settings.StartOptions;
import io.iocp.tls.TlsOptions;
import io.iocp.websocket.WebSocketOptions;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Everything a transport is started with; {@link #builder()} makes one.
 *
 * @param address where to listen; port 0 for any free one
 * @param engine {@code auto}, or the name of an engine
 * @param workers I/O workers; 0 for one a processor
 * @param buffers bounds of the buffer pool
 * @param receiveBufferBytes capacity of a receive buffer
 * @param receiveBuffersPerWorker receive buffers that a worker keeps ready for the kernel, where
 *     the kernel chooses; a power of two
 * @param sockets options of accepted sockets
 * @param connections limits and times of connections
 * @param access who may connect, to begin with
 * @param drain how clients are let go before it stops
 * @param webSocket defaults of WebSocket paths
 * @param gateway bounds of requests that are passed on to a web server
 * @param packet packets, and whether to listen for them
 * @param jobs workers and bounds of the job queue
 * @param handlers threads of handlers that may block
 * @param tls TLS on the listener, or null for none
 * @param windows what only the Windows engine knows
 */
public record IocpTransportOptions(
    InetSocketAddress address,
    String engine,
    int workers,
    BufferPoolOptions buffers,
    int receiveBufferBytes,
    int receiveBuffersPerWorker,
    SocketOptions sockets,
    ConnectionOptions connections,
    AccessOptions access,
    DrainOptions drain,
    WebSocketOptions webSocket,
    GatewayOptions gateway,
    PacketOptions packet,
    JobQueueOptions jobs,
    BlockingOptions handlers,
    @Nullable TlsSettings tls,
    WindowsPortProvider.Options windows)
    implements StartOptions {

  /** Port 9000 on all addresses, the best engine, one worker a processor. */
  public static final IocpTransportOptions DEFAULTS =
      new IocpTransportOptions(
          new InetSocketAddress(9000),
          EngineSelector.AUTO,
          0,
          BufferPoolOptions.DEFAULTS,
          16 << 10,
          64,
          SocketOptions.DEFAULTS,
          ConnectionOptions.DEFAULTS,
          AccessOptions.DEFAULTS,
          DrainOptions.DEFAULTS,
          WebSocketOptions.DEFAULTS,
          GatewayOptions.DEFAULTS,
          PacketOptions.DEFAULTS,
          JobQueueOptions.DEFAULTS,
          BlockingOptions.DEFAULTS,
          null,
          WindowsPortProvider.Options.DEFAULTS);

  /**
   * TLS on the listener.
   *
   * @param context keys and certificates; {@link IocpTransport#reloadTls} replaces them
   * @param options how it is used
   * @param bundle name of the SSL bundle that they come from; null if there is none
   */
  public record TlsSettings(SSLContext context, TlsOptions options, @Nullable String bundle) {

    /** Without an SSL bundle. */
    public TlsSettings(SSLContext context, TlsOptions options) {
      this(context, options, null);
    }
  }

  @Override
  public @Nullable TlsOptions tlsOptions() {
    return tls == null ? null : tls.options();
  }

  @Override
  public @Nullable String sslBundle() {
    return tls == null ? null : tls.bundle();
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** A builder that starts from {@link #DEFAULTS}. */
  public static Builder builder() {
    return DEFAULTS.toBuilder();
  }

  /** Changes single options. Not thread-safe. */
  public static final class Builder {

    private InetSocketAddress address;
    private String engine;
    private int workers;
    private BufferPoolOptions buffers;
    private int receiveBufferBytes;
    private int receiveBuffersPerWorker;
    private SocketOptions sockets;
    private ConnectionOptions connections;
    private AccessOptions access;
    private DrainOptions drain;
    private WebSocketOptions webSocket;
    private GatewayOptions gateway;
    private PacketOptions packet;
    private JobQueueOptions jobs;
    private BlockingOptions handlers;
    private @Nullable TlsSettings tls;
    private WindowsPortProvider.Options windows;

    private Builder(IocpTransportOptions from) {
      address = from.address;
      engine = from.engine;
      workers = from.workers;
      buffers = from.buffers;
      receiveBufferBytes = from.receiveBufferBytes;
      receiveBuffersPerWorker = from.receiveBuffersPerWorker;
      sockets = from.sockets;
      connections = from.connections;
      access = from.access;
      drain = from.drain;
      webSocket = from.webSocket;
      gateway = from.gateway;
      packet = from.packet;
      jobs = from.jobs;
      handlers = from.handlers;
      tls = from.tls;
      windows = from.windows;
    }

    public Builder address(InetSocketAddress value) {
      address = value;
      return this;
    }

    public Builder engine(String value) {
      engine = value;
      return this;
    }

    public Builder workers(int value) {
      workers = value;
      return this;
    }

    public Builder buffers(BufferPoolOptions value) {
      buffers = value;
      return this;
    }

    public Builder receiveBufferBytes(int value) {
      receiveBufferBytes = value;
      return this;
    }

    public Builder receiveBuffersPerWorker(int value) {
      receiveBuffersPerWorker = value;
      return this;
    }

    public Builder sockets(SocketOptions value) {
      sockets = value;
      return this;
    }

    public Builder connections(ConnectionOptions value) {
      connections = value;
      return this;
    }

    public Builder access(AccessOptions value) {
      access = value;
      return this;
    }

    public Builder drain(DrainOptions value) {
      drain = value;
      return this;
    }

    public Builder webSocket(WebSocketOptions value) {
      webSocket = value;
      return this;
    }

    public Builder gateway(GatewayOptions value) {
      gateway = value;
      return this;
    }

    public Builder packet(PacketOptions value) {
      packet = value;
      return this;
    }

    public Builder jobs(JobQueueOptions value) {
      jobs = value;
      return this;
    }

    /** Changes what goes with a job to its worker. */
    public Builder jobContext(UnaryOperator<JobContext> change) {
      jobs = jobs.withContext(change.apply(jobs.context()));
      return this;
    }

    public Builder handlers(BlockingOptions value) {
      handlers = value;
      return this;
    }

    public Builder tls(@Nullable TlsSettings value) {
      tls = value;
      return this;
    }

    public Builder windows(WindowsPortProvider.Options value) {
      windows = value;
      return this;
    }

    public IocpTransportOptions build() {
      return new IocpTransportOptions(
          address,
          engine,
          workers,
          buffers,
          receiveBufferBytes,
          receiveBuffersPerWorker,
          sockets,
          connections,
          access,
          drain,
          webSocket,
          gateway,
          packet,
          jobs,
          handlers,
          tls,
          windows);
    }
  }
}
