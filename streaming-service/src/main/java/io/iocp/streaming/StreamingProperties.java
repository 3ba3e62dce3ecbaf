package io.iocp.streaming;

import io.iocp.file.FileExchangeOptions;
import io.iocp.streaming.access.AccessMode;
import io.iocp.streaming.access.AccessRule;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.StaticTokens;
import io.iocp.streaming.demo.DemoOptions;
import io.iocp.streaming.relay.LagPolicy;
import io.iocp.streaming.relay.PublisherPolicy;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.stream.CacheLimits;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the streaming service.
 *
 * @param webSocketUrl how browsers reach the transport, such as wss://stream.example.org; needed
 *     where it is not at iocp.port of the host that serves the pages
 * @param maxStreams streams at once; further publishers are closed with 1013
 * @param page the pages for viewers
 * @param demo the built-in moving picture
 * @param security who may publish and watch
 * @param cache what is kept of each stream for viewers that join late
 * @param publisher what happens when publishers are silent, go, or come twice
 * @param viewer what happens to viewers that cannot keep up
 * @param files files that clients get and leave
 * @param rtmp publishers that speak RTMP, such as OBS
 * @param rtmps publishers that speak RTMP through TLS
 */
@ConfigurationProperties("streaming")
record StreamingProperties(
    @Nullable URI webSocketUrl,
    @DefaultValue("1000") int maxStreams,
    @DefaultValue Page page,
    @DefaultValue Demo demo,
    @DefaultValue Security security,
    @DefaultValue Cache cache,
    @DefaultValue Publisher publisher,
    @DefaultValue Viewer viewer,
    @DefaultValue Files files,
    @DefaultValue Rtmp rtmp,
    @DefaultValue Rtmps rtmps) {

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
    check("streaming.security.rules", security::toRules);
    check("streaming.security.tokens", security::toTokens);
    check("streaming.cache", cache::toLimits);
    check("streaming.publisher", publisher::toPolicy);
    check("streaming.viewer", viewer::toLagPolicy);
    if (files.directory() != null) {
      check("streaming.files", files::toOptions);
    }
    requirePort("streaming.rtmp.port", rtmp.port());
    requirePort("streaming.rtmps.port", rtmps.port());
  }

  private static void requirePort(String name, @Nullable Integer port) {
    if (port != null && (port < 0 || port > 65535)) {
      throw new IllegalArgumentException(name + " must be 0 to 65535: " + port);
    }
  }

  /** What the parts refuse is known by the properties' names here. */
  private static void check(String prefix, Runnable conversion) {
    try {
      conversion.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(prefix + ": " + e.getMessage(), e);
    }
  }

  /**
   * The built-in picture.
   *
   * @param enabled whether the built-in picture is published; on where neither this, nor
   *     streaming.security.mode, nor an address beyond this machine is set
   * @param stream name of the built-in stream
   * @param width width of the built-in picture in pixels
   * @param height height of the built-in picture in pixels
   * @param framesPerSecond frames a second of the built-in picture
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
   * Security.
   *
   * @param mode who may publish and watch: open lets in everybody who reaches the port, closed
   *     nobody, rules those whom a rule lets; if not set, nobody may
   * @param rules who may do what, with mode rules: the first rule that matches decides, and without
   *     one nobody may
   * @param tokens secrets that rules name as token:NAME, by name
   * @param queryToken whether a token may be in the query of an address, where proxies may log it
   */
  record Security(
      @Nullable AccessMode mode,
      @DefaultValue List<Rule> rules,
      @DefaultValue Map<String, Token> tokens,
      @DefaultValue("false") boolean queryToken) {

    Security {
      boolean ruled = !rules.isEmpty() || !tokens.isEmpty();
      if (ruled && mode != AccessMode.RULES && mode != AccessMode.CLOSED) {
        throw new IllegalArgumentException(
            "streaming.security.rules and tokens count with streaming.security.mode=rules only");
      }
    }

    AccessMode effectiveMode() {
      return mode == null ? AccessMode.CLOSED : mode;
    }

    List<AccessRule> toRules() {
      return rules.stream().map(Rule::toRule).toList();
    }

    StaticTokens toTokens() {
      Map<String, List<String>> hashes = new HashMap<>();
      tokens.forEach((name, token) -> hashes.put(name, token.hashes()));
      return new StaticTokens(hashes);
    }
  }

  /**
   * A rule.
   *
   * @param who whom it lets: anonymous, which is everybody; authenticated; user:NAME, role:NAME or
   *     token:NAME
   * @param may what it lets them do: publish, watch, files, list
   * @param on names of streams and files, in which * stands for any characters
   * @param limits how much of it at a time
   */
  record Rule(
      @Nullable String who,
      @DefaultValue Set<Action> may,
      @DefaultValue List<String> on,
      @DefaultValue Limits limits) {

    /**
     * Limits of a rule.
     *
     * @param maxViewers viewers at once whom the rule lets in; any number if not set
     * @param maxPublishers publishers at once whom the rule lets in; any number if not set
     * @param maxDuration how long a session lasts that the rule lets in; for ever if not set
     */
    record Limits(
        @Nullable Integer maxViewers,
        @Nullable Integer maxPublishers,
        @Nullable Duration maxDuration) {}

    AccessRule toRule() {
      return new AccessRule(
          who == null ? "" : who,
          may,
          on,
          limits.maxViewers(),
          limits.maxPublishers(),
          limits.maxDuration());
    }
  }

  /**
   * A token.
   *
   * @param hashes sha256: and the SHA-256 of the token in hexadecimal digits; several are valid at
   *     a time while a token is replaced. Tokens are long and random: 32 bytes, encoded
   */
  record Token(@DefaultValue List<String> hashes) {

    /** Without what must not be logged: somebody may have written the token itself there. */
    @Override
    public String toString() {
      return "Token";
    }
  }

  /**
   * The group-of-pictures cache.
   *
   * @param maxMemory native memory kept of each stream for viewers that join late; 0 keeps nothing
   * @param maxChunks chunks kept of each stream for viewers that join late
   */
  record Cache(@DefaultValue("4MB") DataSize maxMemory, @DefaultValue("1024") int maxChunks) {

    CacheLimits toLimits() {
      return new CacheLimits(maxMemory.toBytes(), maxChunks);
    }
  }

  /**
   * Publishers.
   *
   * @param silentAfter time without media after which a publisher gives its name, or its place
   *     among the streams, to another one that wants it
   * @param grace how long a stream and its viewers wait for another publisher when its own is lost;
   *     0 ends it at once
   * @param graceAfterEnd how long they wait when the publisher said goodbye
   * @param conflict what a second publisher of a living stream gets: refuse closes it with 4409,
   *     replace gives it the stream and closes the first one
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
   * @param queue memory that may wait for one viewer
   * @param maxDelay largest age, since it arrived at the server, of what a viewer has not been
   *     sent; beyond it what waits is discarded and the viewer resumes at a keyframe. A viewer may
   *     ask for another one between 200 ms and 30 s
   * @param closeWhenBehindFor how long a viewer may get nothing because it is behind before it is
   *     closed with 4410
   * @param maxWaiting viewers at once that may wait for streams which nobody publishes yet
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
   * @param directory where the files are; if not set, there is no exchange of files
   * @param read whether clients get files
   * @param write whether clients leave files
   * @param overwrite whether a file that comes replaces one of the same name
   * @param maxSize largest file that is received
   * @param maxTransfers transfers at once; further ones are refused
   * @param stalledAfter time without progress after which a transfer gives its place to another one
   * @param partsExpireAfter time after which a part of a file is removed that nobody has gone on
   *     with; 0 for never
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
   * @param port port to listen on for publishers that speak RTMP, by convention 1935; 0 for any
   *     free one. If not set, there is no RTMP
   * @param address address to listen on for RTMP and RTMPS; that of iocp.address if not set
   */
  record Rtmp(@Nullable Integer port, @Nullable InetAddress address) {}

  /**
   * The pages for viewers.
   *
   * @param frameAncestors sites whose pages may show the player in a frame, as sources of a
   *     Content-Security-Policy such as https://example.org; * lets all, 'none' lets nobody
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
   * @param port port to listen on for publishers that speak RTMP through TLS, with the certificate
   *     of iocp.ssl.bundle; 0 for any free one. If not set, there is no RTMPS
   */
  record Rtmps(@Nullable Integer port) {}

  RelayOptions toRelayOptions() {
    return new RelayOptions(
        cache.toLimits(),
        viewer.toLagPolicy(),
        publisher.toPolicy(),
        maxStreams,
        viewer.maxWaiting());
  }
}
