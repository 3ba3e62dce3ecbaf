package io.iocp.streaming;

import io.iocp.streaming.source.ConfiguredOrigins;
import io.iocp.streaming.source.Origin;
import io.iocp.streaming.source.PullOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where streams are fetched from that are not published at this server.
 *
 * @param urls Servers to fetch streams from that are not published here, asked in this order, such
 *     as ws://origin:9000. A stream is fetched over one connection when the first viewer comes.
 * @param service Servers behind one host name whose addresses are looked up each time, such as the
 *     headless service of another layer: ws://origins:9000.
 * @param token Token that is sent to these servers as a bearer token. It needs the right to watch.
 * @param idleTimeout Time without viewers after which a stream is no longer fetched.
 * @param stallTimeout Time without data after which the servers are asked again.
 * @param maxStreams Maximum number of streams that are fetched at the same time.
 */
@ConfigurationProperties("streaming.origins")
record OriginProperties(
    @DefaultValue List<String> urls,
    @Nullable String service,
    @Nullable String token,
    @DefaultValue("10s") Duration idleTimeout,
    @DefaultValue("5s") Duration stallTimeout,
    @DefaultValue("200") int maxStreams) {

  OriginProperties {
    for (String url : urls) {
      StreamingProperties.check("streaming.origins.urls", () -> origin(url, null));
    }
    if (service != null) {
      String name = service;
      StreamingProperties.check("streaming.origins.service", () -> origin(name, null));
    }
    StreamingProperties.check(
        "streaming.origins", () -> new PullOptions(idleTimeout, stallTimeout, maxStreams));
  }

  /** What is wrong with an address would be told with the address, which may have a password. */
  static Origin origin(String url, @Nullable String token) {
    try {
      return new Origin(new URI(url), token);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("url is not a valid address");
    }
  }

  boolean isConfigured() {
    return !urls.isEmpty() || service != null;
  }

  ConfiguredOrigins toOrigins() {
    return new ConfiguredOrigins(
        urls.stream().map(url -> origin(url, token)).toList(),
        service == null ? null : origin(service, token));
  }

  PullOptions toOptions() {
    return new PullOptions(idleTimeout, stallTimeout, maxStreams);
  }

  /** Without what must not be logged. */
  @Override
  public String toString() {
    return "OriginProperties";
  }
}
