package io.iocp.settings;

import static io.iocp.settings.NumberType.bytes;
import static io.iocp.settings.NumberType.integer;
import static io.iocp.settings.NumberType.powerOfTwo;
import static io.iocp.settings.NumberType.seconds;
import static io.iocp.settings.NumberType.time;
import static io.iocp.settings.Setting.restart;
import static io.iocp.settings.TextType.choice;
import static io.iocp.settings.TextType.flag;
import static io.iocp.settings.TextType.ranges;
import static io.iocp.settings.TextType.text;
import static io.iocp.settings.TextType.texts;

import io.iocp.access.AddressRange;
import io.iocp.access.proxy.ForwardedHeader;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.windows.WindowsPortProvider;
import io.iocp.connection.ConnectionOptions;
import io.iocp.http.gateway.GatewayOptions;
import io.iocp.job.JobQueueOptions;
import io.iocp.packet.protocol.PacketHeader;
import io.iocp.tls.ClientAuth;
import io.iocp.tls.TlsOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The settings that only a restart changes. */
final class RestartSettings {

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = ConnectionOptions.LONGEST;
  private static final Duration LONGEST_PASSING = GatewayOptions.LONGEST;
  // What operating systems take.
  private static final Duration MAXIMUM_KEEP_ALIVE = Duration.ofSeconds(32_767);
  private static final int MAXIMUM_PROBES = 127;
  private static final List<Integer> SLOTS = BufferPoolOptions.DEFAULTS.sizeClassesBytes();
  private static final long MINIMUM_POOL =
      (long) SLOTS.size() * BufferPoolOptions.DEFAULTS.slabBytes();
  private static final long LARGEST_BUFFER = SLOTS.get(SLOTS.size() - 1);

  static final List<Setting<?>> ALL =
      List.of(
          restart(
              "iocp.access.accept-burst",
              integer(1, Integer.MAX_VALUE),
              o -> o.access().acceptBurst(),
              "Maximum burst of connections from one address when accepts are limited."),
          restart(
              "iocp.access.accepts-per-minute",
              integer(0, Integer.MAX_VALUE),
              o -> o.access().acceptsPerMinute(),
              "Maximum average number of connections per minute from one address. Use 0 for no "
                  + "limit."),
          restart(
              "iocp.access.allow",
              ranges(),
              o -> addresses(o.access().lists().allow()),
              "Addresses and CIDR ranges that may connect. All addresses may connect if not set."),
          restart(
              "iocp.access.connections-per-address",
              integer(0, Integer.MAX_VALUE),
              o -> o.access().connectionsPerAddress(),
              "Maximum number of concurrent connections from one address. Use 0 for no limit."),
          restart(
              "iocp.access.deny",
              ranges(),
              o -> addresses(o.access().lists().deny()),
              "Addresses and CIDR ranges that may not connect, even if they are allowed."),
          restart(
              "iocp.access.forwarded-header",
              choice(ForwardedHeader.class),
              o -> o.webSocket().forwarded(),
              "Header field of the handshake in which trusted proxies name their clients."),
          restart(
              "iocp.access.trusted-proxies",
              ranges(),
              o -> addresses(o.access().proxies().ranges()),
              "Addresses and CIDR ranges of proxies that are trusted to name their clients. Limits"
                  + " and lists apply to those clients."),
          restart(
              "iocp.address",
              text(),
              o -> o.address().getHostString(),
              "Address to listen on. Defaults to all addresses."),
          restart(
              "iocp.buffers.max-memory",
              bytes(MINIMUM_POOL, Long.MAX_VALUE),
              o -> o.buffers().maximumBytes(),
              "Maximum native memory of all buffers."),
          restart(
              "iocp.buffers.receive-per-worker",
              powerOfTwo(32_768),
              o -> o.receiveBuffersPerWorker(),
              "Number of receive buffers that each worker keeps ready for the kernel. Must be a"
                  + " power of two."),
          restart(
              "iocp.buffers.receive-size",
              bytes(1, LARGEST_BUFFER),
              o -> (long) o.receiveBufferBytes(),
              "Capacity of a receive buffer."),
          restart(
              "iocp.contexts.max-free",
              integer(0, Integer.MAX_VALUE),
              o -> o.connections().maximumFreeContexts(),
              "Maximum number of contexts of ended connections that are kept for reuse. Use 0 to"
                  + " keep none."),
          restart(
              "iocp.drain-accepting",
              flag(),
              o -> o.drain().accepting(),
              "Whether new clients are accepted while clients are disconnected during shutdown."),
          restart(
              "iocp.drain-time",
              time(Duration.ZERO, LONGEST),
              o -> o.drain().time(),
              "Time over which clients are disconnected during shutdown, evenly and at least ten"
                  + " per second."),
          restart("iocp.enabled", flag(), o -> true, "Whether to run the transport."),
          restart(
              "iocp.engine",
              choice(List.of("auto", "windows", "uring", "nio")),
              o -> o.engine(),
              "Completion port engine. By default, the first of windows, uring and nio that can run"
                  + " here."),
          restart(
              "iocp.handlers.queue",
              integer(1, Integer.MAX_VALUE),
              o -> o.handlers().capacity(),
              "Maximum number of handshakes that wait for a thread of handlers that may block."
                  + " Further handshakes are refused with 503."),
          restart(
              "iocp.handlers.threads",
              integer(0, JobQueueOptions.MAXIMUM_WORKERS),
              o -> o.handlers().threads(),
              "Maximum number of handlers that run at once where they may block, such as Spring's."
                  + " Use 0 for 16 threads, or for 1024 when virtual threads are enabled."),
          restart(
              "iocp.http.pass-through.body-timeout",
              time(Duration.ofMillis(1), LONGEST_PASSING),
              o -> o.gateway().bodyTimeout(),
              "Maximum time that a client may take to send the body of a request, or each 32 KB of"
                  + " it."),
          restart(
              "iocp.http.pass-through.connect-timeout",
              time(Duration.ofMillis(1), LONGEST_PASSING),
              o -> o.gateway().connectTimeout(),
              "Maximum time to connect to the web server."),
          restart(
              "iocp.http.pass-through.enabled",
              flag(),
              o -> o.gateway().enabled(),
              "Whether the web server of the application answers the requests to this port that no"
                  + " handler is for, so that the application needs one port only. The web server"
                  + " must be an embedded Tomcat without TLS."),
          restart(
              "iocp.http.pass-through.max-connections",
              integer(1, Integer.MAX_VALUE),
              o -> o.gateway().maximumConnections(),
              "Maximum number of connections to the web server, and so of concurrent requests."
                  + " Further requests are answered with 503."),
          restart(
              "iocp.http.pass-through.response-timeout",
              time(Duration.ofMillis(1), LONGEST_PASSING),
              o -> o.gateway().responseTimeout(),
              "Maximum time that the web server may take to begin its response."),
          restart(
              "iocp.jobs.queue",
              integer(1, Integer.MAX_VALUE),
              o -> o.jobs().capacity(),
              "Maximum number of jobs in the queue."),
          restart(
              "iocp.jobs.stuck-after",
              time(SHORTEST, LONGEST),
              o -> o.jobs().stuckAfter(),
              "Time after which health is down when jobs are queued and none completes."),
          restart(
              "iocp.packet.address",
              text(),
              o -> packets(o, InetSocketAddress::getHostString),
              "Address to listen on for packets. Defaults to iocp.address."),
          restart(
              "iocp.packet.max-size",
              bytes(0, PacketHeader.MAX_PAYLOAD_BYTES),
              o -> o.packet().maximumBytes(),
              "Maximum payload of a packet, unless its handler sets another."),
          restart(
              "iocp.packet.port",
              integer(0, 65_535),
              o -> packets(o, InetSocketAddress::getPort),
              "Port to listen on for length-prefixed packets. Use 0 for any free port. Packets "
                  + "are disabled if not set."),
          restart(
              "iocp.port",
              integer(0, 65_535),
              o -> o.address().getPort(),
              "Port to listen on. Use 0 for any free port."),
          restart(
                  "iocp.proxy-protocol",
                  flag(),
                  o -> o.access().proxies().proxyProtocol(),
                  "Whether connections of trusted proxies begin with a PROXY protocol header,"
                      + " version 2, that names the client. Needs trusted proxies.")
              .where(RestartSettings::onlyOfTrustedProxies),
          restart(
              "iocp.shutdown-grace",
              time(Duration.ZERO, LONGEST),
              o -> o.drain().grace(),
              "Time that clients get to end their sessions during shutdown."),
          restart(
              "iocp.socket.backlog",
              integer(1, Integer.MAX_VALUE),
              o -> o.sockets().backlog(),
              "Length of the queue of connections that wait to be accepted."),
          restart(
              "iocp.socket.keep-alive",
              seconds(Duration.ZERO, MAXIMUM_KEEP_ALIVE),
              o -> Duration.ofSeconds(o.sockets().keepAlive().idleSeconds()),
              "TCP keep-alive idle time, in whole seconds. Use 0 to disable it."),
          restart(
              "iocp.socket.keep-alive-interval",
              seconds(Duration.ofSeconds(1), MAXIMUM_KEEP_ALIVE),
              o -> Duration.ofSeconds(o.sockets().keepAlive().intervalSeconds()),
              "Time between TCP keep-alive probes, in whole seconds."),
          restart(
              "iocp.socket.keep-alive-probes",
              integer(1, MAXIMUM_PROBES),
              o -> o.sockets().keepAlive().probes(),
              "Number of unanswered TCP keep-alive probes after which the connection is reset. "
                  + "Always 10 on Windows."),
          restart(
              "iocp.socket.receive-buffer",
              bytes(0, Integer.MAX_VALUE),
              o -> (long) o.sockets().receiveBufferBytes(),
              "Receive buffer of a socket. Use 0 for the default of the operating system."),
          restart(
              "iocp.socket.send-buffer",
              bytes(0, Integer.MAX_VALUE),
              o -> (long) o.sockets().sendBufferBytes(),
              "Send buffer of a socket. Use 0 for the default of the operating system."),
          restart(
              "iocp.socket.unsent-limit",
              bytes(0, Integer.MAX_VALUE),
              o -> (long) o.sockets().unsentLimitBytes(),
              "Maximum size of unsent data in the send buffer of a socket. Use 0 for no limit. Does"
                  + " not apply to Windows."),
          restart(
              "iocp.ssl.bundle",
              text(),
              o -> o.sslBundle(),
              "Name of the SSL bundle with the certificate of the server. TLS is used only if it is"
                  + " set."),
          restart(
              "iocp.ssl.client-auth",
              choice(ClientAuth.class),
              o -> tls(o).clientAuth(),
              "Whether to request a certificate from clients."),
          restart(
              "iocp.ssl.handshake-queue",
              integer(1, Integer.MAX_VALUE),
              o -> tls(o).handshakeQueue(),
              "Maximum number of handshake steps in the queue. Further handshakes are rejected."),
          restart(
              "iocp.ssl.handshake-threads",
              integer(0, 1024),
              o -> tls(o).handshakeThreads(),
              "Number of threads for the computations of handshakes. Use 0 for one per two"
                  + " processors."),
          restart(
              "iocp.websocket.allowed-origins",
              texts(),
              o -> List.copyOf(o.webSocket().origins().allowed()),
              "Origins of pages that may connect, such as https://example.org, or * for all."
                  + " Defaults to the host that the handshake is addressed to."),
          restart(
              "iocp.websocket.compression.context-takeover",
              flag(),
              o -> o.webSocket().compression().contextTakeover(),
              "Whether messages may refer to earlier ones, which makes them smaller."),
          restart(
              "iocp.websocket.compression.enabled",
              flag(),
              o -> o.webSocket().compression().enabled(),
              "Whether to accept compression, unless the registration of a handler says"
                  + " otherwise."),
          restart(
              "iocp.websocket.compression.max-sessions",
              integer(0, Integer.MAX_VALUE),
              o -> o.webSocket().compression().maximumSessions(),
              "Maximum number of concurrent sessions that compress, each with about 320 KB of"
                  + " native memory. Further ones do not compress."),
          restart(
              "iocp.websocket.compression.min-size",
              bytes(1, Integer.MAX_VALUE),
              o -> (long) o.webSocket().compression().minimumBytes(),
              "Minimum size of a message that is compressed."),
          restart(
              "iocp.websocket.max-handshake-size",
              bytes(1, Integer.MAX_VALUE),
              o -> (long) o.webSocket().handshake().maxTotalBytes(),
              "Maximum size of the head of a handshake."),
          restart(
              "iocp.websocket.max-header-line",
              bytes(1, Integer.MAX_VALUE),
              o -> (long) o.webSocket().handshake().maxHeaderLineBytes(),
              "Maximum length of a header line of a handshake."),
          restart(
              "iocp.websocket.security",
              flag(),
              o -> o.webSocket().security(),
              "Whether Spring Security, where the application has its filters, decides about"
                  + " handshakes and says who the user is."),
          restart(
              "iocp.websocket.max-headers",
              integer(1, Integer.MAX_VALUE),
              o -> o.webSocket().handshake().maxHeaders(),
              "Maximum number of header lines of a handshake."),
          restart(
              "iocp.websocket.max-request-line",
              bytes(1, Integer.MAX_VALUE),
              o -> (long) o.webSocket().handshake().maxRequestLineBytes(),
              "Maximum length of the request line of a handshake."),
          restart(
              "iocp.windows.accept-first-data",
              bytes(0, 4096),
              o -> (long) o.windows().acceptFirstDataBytes(),
              "Maximum size of the first data of a connection with which its accept completes. "
                  + "Use 0 to complete it as soon as the connection is established."),
          restart(
              "iocp.windows.accept-first-data-timeout",
              time(Duration.ofSeconds(1), LONGEST),
              o -> o.windows().acceptFirstDataTimeout(),
              "Time after which a client that connected and sent nothing is reset. Only applies"
                  + " with first data."),
          restart(
              "iocp.windows.accepts",
              integer(1, 4096),
              o -> o.windows().accepts(),
              "Number of pending accepts on the listener."),
          restart(
                  "iocp.windows.pending-reads",
                  integer(0, 64),
                  o -> o.windows().pendingReads(),
                  "Number of pending receives per connection, each with a buffer. Use 0 to receive"
                      + " zero bytes first, so that an idle connection has no buffer.")
              .where(RestartSettings::noneByNotification),
          restart(
              "iocp.windows.reads",
              choice(WindowsPortProvider.Reads.class),
              o -> o.windows().reads(),
              "Whether a connection is notified of received data by pending receives or by "
                  + "socket state notifications."),
          restart(
              "iocp.windows.reuse-sockets",
              flag(),
              o -> o.windows().reuseSockets(),
              "Whether to reuse the sockets of connections that were closed in order for "
                  + "accepts. Windows delays the reuse of a socket while its connection is in "
                  + "TIME_WAIT."),
          restart(
              "iocp.workers",
              integer(0, 1024),
              o -> o.workers(),
              "Number of I/O workers. Use 0 for one per processor."));

  private RestartSettings() {}

  private static List<String> addresses(List<AddressRange> ranges) {
    return ranges.stream().map(AddressRange::toString).toList();
  }

  private static TlsOptions tls(StartOptions options) {
    return Objects.requireNonNullElse(options.tlsOptions(), TlsOptions.DEFAULTS);
  }

  private static <T> @Nullable T packets(
      StartOptions options, Function<InetSocketAddress, T> part) {
    InetSocketAddress address = options.packet().address();
    return address == null ? null : part.apply(address);
  }

  private static @Nullable String onlyOfTrustedProxies(Object plain, Map<String, Object> all) {
    return plain.equals(true) && List.of().equals(all.get("iocp.access.trusted-proxies"))
        ? "false unless iocp.access.trusted-proxies is set"
        : null;
  }

  private static @Nullable String noneByNotification(Object plain, Map<String, Object> all) {
    return (Long) plain > 0 && "notification".equals(all.get("iocp.windows.reads"))
        ? "0 where iocp.windows.reads is notification"
        : null;
  }
}
