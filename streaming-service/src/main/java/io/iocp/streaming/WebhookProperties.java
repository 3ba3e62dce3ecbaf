package io.iocp.streaming;

import io.iocp.streaming.event.StreamEvent;
import io.iocp.streaming.event.WebhookOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A webhook.
 *
 * @param url URL that events are sent to
 * @param secret secret that messages are signed with
 * @param events types of events that are sent; all if not set
 * @param timeout maximum duration of one attempt
 * @param maxAttempts maximum number of attempts for one event
 * @param retryAfter time before the second attempt, which doubles with each attempt
 * @param maxQueued maximum number of events that wait
 */
record WebhookProperties(
    @Nullable URI url,
    @DefaultValue("") String secret,
    @DefaultValue Set<StreamEvent.Type> events,
    @DefaultValue("5s") Duration timeout,
    @DefaultValue("8") int maxAttempts,
    @DefaultValue("1s") Duration retryAfter,
    @DefaultValue("1000") int maxQueued) {

  WebhookOptions toOptions() {
    if (url == null) {
      throw new IllegalArgumentException("url must be given");
    }
    return new WebhookOptions(url, secret, events, timeout, maxAttempts, retryAfter, maxQueued);
  }

  /** Without what must not be logged. */
  @Override
  public String toString() {
    return "WebhookProperties";
  }
}
