package io.iocp.streaming.endtoend;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who listens to Server-Sent Events, and all that they have heard. */
final class EventStream implements AutoCloseable, Flow.Subscriber<String> {

  /** One event. */
  record Event(String id, String type, JsonNode data) {}

  private final HttpClient http = HttpClient.newHttpClient();
  private final CompletableFuture<HttpResponse<Void>> response;
  // Guarded by this.
  private final List<Event> events = new ArrayList<>();

  private volatile Flow.Subscription subscription;
  // Only accessed by the subscription's calls, which come one after the other.
  private String id = "";
  private String type = "";
  private String data = "";

  private EventStream(HttpRequest request) {
    response = http.sendAsync(request, BodyHandlers.fromLineSubscriber(this));
  }

  static EventStream open(HttpRequest request) {
    return new EventStream(request);
  }

  /** All events so far. */
  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /** Waits for an event of this type that is as it should be. */
  Event await(String wanted, Predicate<JsonNode> fits) {
    return Awaitility.await()
        .until(
            () ->
                events().stream()
                    .filter(event -> event.type().equals(wanted) && fits.test(event.data()))
                    .findFirst()
                    .orElse(null),
            event -> event != null);
  }

  /** Whether the server has ended it. */
  boolean hasEnded() {
    return response.isDone();
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(String line) {
    if (line.startsWith("id: ")) {
      id = line.substring("id: ".length());
    } else if (line.startsWith("event: ")) {
      type = line.substring("event: ".length());
    } else if (line.startsWith("data: ")) {
      data = line.substring("data: ".length());
    } else if (line.isEmpty() && !data.isEmpty()) {
      synchronized (this) {
        events.add(new Event(id, type, JsonMapper.shared().readTree(data)));
      }
      data = "";
    }
  }

  @Override
  public void onError(Throwable failure) {
    // The response says so.
  }

  @Override
  public void onComplete() {
    // The response says so.
  }

  @Override
  public void close() {
    Awaitility.await().until(() -> subscription != null || response.isDone());
    if (subscription != null) {
      subscription.cancel();
    }
    response.cancel(true);
  }
}
