package io.iocp.streaming;

import io.iocp.file.FileExchangeOptions;
import io.iocp.streaming.demo.DemoOptions;
import io.iocp.streaming.relay.LagPolicy;
import io.iocp.streaming.relay.PublisherPolicy;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.source.SourceOptions;
import io.iocp.streaming.source.Sources;
import io.iocp.streaming.stream.CacheLimits;
import io.iocp.streaming.stream.StreamId;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the streaming service.
 *
 * @param webSocketUrl URL at which browsers reach the transport, such as wss://stream.example.org.
 *     Required if it differs from iocp.port of the host that serves the pages.
 * @param maxStreams Maximum number of concurrent streams. Further publishers are closed with 1013.
 * @param page pages for viewers
 * @param jarDownload Whether the web port serves the JAR of the service as /streaming-service.jar
 *     to everybody. Only where the service runs from its executable JAR.
 * @param demo built-in test picture
 * @param security who may publish and watch
 * @param cache cache of the current group of pictures
 * @param publisher silent, lost and conflicting publishers
 * @param viewer bounds of viewers that cannot keep up
 * @param files exchange of files
 * @param rtmp publishing over RTMP
 * @param rtmps publishing over RTMP with TLS
 * @param sources Streams that this server fetches, by name, at most 100. Each has either a command,
 *     a list of a program and its arguments whose standard output is read (no shell), or a url, of
 *     another server like this one (ws://host:9000/watch/NAME) or http(s), optionally with a token
 *     that is sent as a bearer token. With on-demand it runs only while somebody watches, and stops
 *     after idle-timeout (10s) without viewers. It is restarted when nothing arrives for
 *     stall-timeout (30s).
 * @param webhooks Receivers of events, by name: url, secret (at least 16 characters, signs the
 *     messages), and optionally events (all if not set), timeout (5s), max-attempts (8),
 *     retry-after (1s) and max-queued (1000).
 * @param udp Streams that arrive as MPEG-TS over UDP, plain or in RTP, by name: port, and
 *     optionally address (127.0.0.1), group, source, network-interface, allowed-senders and timeout
 *     (3s).
 * @param tcp Streams that arrive over TCP connections of their own, in any container, by name:
 *     port, and optionally address (127.0.0.1) and allowed-senders.
 */
@ConfigurationProperties("streaming")
record StreamingProperties(
    @Nullable URI webSocketUrl,
    @DefaultValue("1000") int maxStreams,
    @DefaultValue Page page,
    @DefaultValue("true") boolean jarDownload,
    @DefaultValue Demo demo,
    @NestedConfigurationProperty @DefaultValue SecurityProperties security,
    @DefaultValue Cache cache,
    @DefaultValue Publisher publisher,
    @DefaultValue Viewer viewer,
    @DefaultValue Files files,
    @DefaultValue Rtmp rtmp,
    @DefaultValue Rtmps rtmps,
    @DefaultValue Map<String, Source> sources,
    @DefaultValue Map<String, WebhookProperties> webhooks,
    @DefaultValue Map<String, UdpInput> udp,
    @DefaultValue Map<String, TcpInput> tcp) {

  StreamingProperties {
    if (webSocketUrl != null
        && !"ws".equals(webSocketUrl.getScheme())
        && !"wss".equals(webSocketUrl.getScheme())) {
      throw new IllegalArgumentException(
          "streaming.web-socket-url must start with ws:// or wss://: " + webSocketUrl);
    }
    if (maxStreams < 1) {
      throw new IllegalArgumentException("streaming.max-streams must be positive: " + maxStreams);
    }
    check("streaming.demo", demo::toOptions);
    check("streaming.cache", cache::toLimits);
    check("streaming.publisher", publisher::toPolicy);
    check("streaming.viewer", viewer::toLagPolicy);
    if (files.directory() != null) {
      check("streaming.files", files::toOptions);
    }
    if (sources.size() > Sources.MAXIMUM) {
      throw new IllegalArgumentException(
          "streaming.sources must be at most " + Sources.MAXIMUM + ": " + sources.size());
    }
    sources.forEach(
        (name, source) -> check("streaming.sources." + name, () -> source.toOptions(name)));
    webhooks.forEach((name, webhook) -> check("streaming.webhooks." + name, webhook::toOptions));
    requirePort("streaming.rtmp.port", rtmp.port());
    requirePort("streaming.rtmps.port", rtmps.port());
    udp.forEach((name, input) -> check("streaming.udp." + name, () -> input.check(name)));
    tcp.forEach((name, input) -> check("streaming.tcp." + name, () -> input.check(name)));
  }

  private static void requirePort(String name, @Nullable Integer port) {
    if (port != null && (port < 0 || port > 65535)) {
      throw new IllegalArgumentException(name + " must be 0 to 65535: " + port);
    }
  }

  /** Names the property in the messages of the parts. */
  static void check(String prefix, Runnable conversion) {
    try {
      conversion.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(prefix + ": " + e.getMessage(), e);
    }
  }

  /**
   * The built-in picture.
   *
   * @param enabled Whether to publish the built-in test picture. Enabled by default if neither this
   *     property, streaming.security.mode nor a non-loopback address is set.
   * @param stream Name of the built-in stream.
   * @param width Width of the built-in picture, in pixels.
   * @param height Height of the built-in picture, in pixels.
   * @param framesPerSecond Frame rate of the built-in picture, in frames per second.
   */
  record Demo(
      @DefaultValue("false") boolean enabled,
      @DefaultValue("demo") String stream,
      @DefaultValue("640") int width,
      @DefaultValue("360") int height,
      @DefaultValue("25") int framesPerSecond) {

    private static final float QUALITY = DemoOptions.defaults().quality();

    DemoOptions toOptions() {
      return new DemoOptions(stream, width, height, framesPerSecond, QUALITY);
    }
  }

  /**
   * The group-of-pictures cache.
   *
   * @param maxMemory Maximum native memory of the cached group of pictures of each stream. Use 0 to
   *     disable the cache.
   * @param maxChunks Maximum number of chunks in the cached group of pictures of each stream.
   */
  record Cache(@DefaultValue("4MB") DataSize maxMemory, @DefaultValue("1024") int maxChunks) {

    CacheLimits toLimits() {
      return new CacheLimits(maxMemory.toBytes(), maxChunks);
    }
  }

  /**
   * Publishers.
   *
   * @param silentAfter Time without media after which a publisher is replaced by another one that
   *     needs its name or its place among the streams.
   * @param grace Time that a stream and its viewers wait for another publisher when its own is
   *     lost. Use 0 to end it at once.
   * @param graceAfterEnd Time that a stream and its viewers wait for another publisher when its own
   *     has ended it. Use 0 to end it at once.
   * @param conflict Treatment of a second publisher of a live stream: refuse or replace.
   */
  record Publisher(
      @DefaultValue("30s") Duration silentAfter,
      @DefaultValue("10s") Duration grace,
      @DefaultValue("0s") Duration graceAfterEnd,
      @DefaultValue("refuse") Conflict conflict) {

    enum Conflict {
      /** The first one stays. */
      REFUSE,
      /** The last one gets the stream. */
      REPLACE
    }

    PublisherPolicy toPolicy() {
      return new PublisherPolicy(silentAfter, grace, graceAfterEnd, conflict == Conflict.REPLACE);
    }
  }

  /**
   * Viewers.
   *
   * @param queue Maximum memory of the messages queued for one viewer.
   * @param maxDelay Maximum age of unsent data, since its arrival at the server. Older data is
   *     discarded and the viewer resumes at a keyframe. A viewer may request another value between
   *     200 ms and 30 s.
   * @param closeWhenBehindFor Time after which a viewer that is behind and gets nothing is closed
   *     with 4410.
   * @param maxWaiting Maximum number of viewers that wait for streams that are not published yet.
   */
  record Viewer(
      @DefaultValue("8MB") DataSize queue,
      @DefaultValue("1500ms") Duration maxDelay,
      @DefaultValue("30s") Duration closeWhenBehindFor,
      @DefaultValue("1000") int maxWaiting) {

    LagPolicy toLagPolicy() {
      return new LagPolicy(queue.toBytes(), maxDelay, closeWhenBehindFor);
    }
  }

  /**
   * Files.
   *
   * @param directory Directory of the files. The exchange of files is disabled if not set.
   * @param read Whether clients may download files.
   * @param write Whether clients may upload files.
   * @param overwrite Whether an uploaded file replaces an existing file of the same name.
   * @param maxSize Maximum size of an uploaded file.
   * @param maxTransfers Maximum number of concurrent transfers. Further transfers are rejected.
   * @param stalledAfter Time without progress after which a transfer is cancelled in favor of
   *     another one.
   * @param partsExpireAfter Time after which a partial file that was not resumed is removed. Use 0
   *     to keep partial files.
   */
  record Files(
      @Nullable String directory,
      @DefaultValue("true") boolean read,
      @DefaultValue("false") boolean write,
      @DefaultValue("false") boolean overwrite,
      @DefaultValue("4GB") DataSize maxSize,
      @DefaultValue("16") int maxTransfers,
      @DefaultValue("2m") Duration stalledAfter,
      @DefaultValue("24h") Duration partsExpireAfter) {

    FileExchangeOptions toOptions() {
      return new FileExchangeOptions(
          Path.of(Objects.requireNonNull(directory)),
          read,
          write,
          overwrite,
          maxSize.toBytes(),
          maxTransfers,
          stalledAfter,
          partsExpireAfter);
    }
  }

  /**
   * RTMP.
   *
   * @param port Port to listen on for RTMP, by convention 1935. Use 0 for any free port. RTMP is
   *     disabled if not set.
   * @param address Address to listen on for RTMP and RTMPS. Defaults to iocp.address.
   */
  record Rtmp(@Nullable Integer port, @Nullable InetAddress address) {}

  /**
   * The pages for viewers.
   *
   * @param frameAncestors Sites whose pages may show the player in a frame, as sources of a
   *     Content-Security-Policy such as https://example.org. Use * for all sites, 'none' for none.
   */
  record Page(@DefaultValue("*") List<String> frameAncestors) {

    private static final Pattern SOURCE = Pattern.compile("[!-+\\--:<-~]+");

    Page {
      for (String source : frameAncestors) {
        if (!SOURCE.matcher(source).matches()) {
          throw new IllegalArgumentException(
              "streaming.page.frame-ancestors must be sources of a Content-Security-Policy: "
                  + source);
        }
      }
    }
  }

  /**
   * RTMP through TLS.
   *
   * @param port Port to listen on for RTMP with TLS, with the certificate of iocp.ssl.bundle. Use 0
   *     for any free port. RTMPS is disabled if not set.
   */
  record Rtmps(@Nullable Integer port) {}

  /**
   * A source.
   *
   * @param command a program and its arguments, whose standard output is read
   * @param url another server's stream: ws, wss, http or https
   * @param token a token that is sent with the url as a bearer's
   * @param onDemand whether it runs only while somebody watches
   * @param idleTimeout for how long nobody watches before a source on demand is stopped
   * @param stallTimeout for how long nothing comes from it before it is started anew
   */
  record Source(
      @DefaultValue List<String> command,
      @Nullable String url,
      @Nullable String token,
      @DefaultValue("false") boolean onDemand,
      @DefaultValue("10s") Duration idleTimeout,
      @DefaultValue("30s") Duration stallTimeout) {

    SourceOptions toOptions(String name) {
      return new SourceOptions(
          new StreamId(name), command, address(), token, onDemand, idleTimeout, stallTimeout);
    }

    /** What is wrong with an address would be told with the address, which may have a password. */
    private @Nullable URI address() {
      try {
        return url == null ? null : new URI(url);
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException("url is not a valid address");
      }
    }

    /** Without what must not be logged. */
    @Override
    public String toString() {
      return "Source";
    }
  }

  List<SourceOptions> toSources() {
    return sources.entrySet().stream()
        .map(source -> source.getValue().toOptions(source.getKey()))
        .toList();
  }

  RelayOptions toRelayOptions() {
    return new RelayOptions(
        cache.toLimits(),
        viewer.toLagPolicy(),
        publisher.toPolicy(),
        maxStreams,
        viewer.maxWaiting());
  }
}
