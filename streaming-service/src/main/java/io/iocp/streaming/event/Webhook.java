package io.iocp.streaming.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.iocp.statistics.Counters;
import io.iocp.streaming.loop.Backoff;
import io.iocp.streaming.loop.SerialLoop;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends events to one receiver, one after the other, so that they arrive in their order. What fails
 * is sent again, later and later, and given up after so many attempts.
 *
 * <p>Only accessed on its loop; an answer is waited for without a thread.
 */
public final class Webhook implements Consumer<StreamEvent> {

  private static final Logger logger = LoggerFactory.getLogger(Webhook.class);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String HMAC = "HmacSHA256";
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

  private record Message(long id, StreamEvent event, String body) {}

  private final String name;
  private final WebhookOptions options;
  private final SerialLoop loop;
  private final InstantSource clock;
  private final Counters<EventCounter> counters;
  private final HttpClient client;
  private final SecretKeySpec key;
  private final Queue<Message> queue = new ArrayDeque<>();
  private long lastId;
  private boolean sending;
  private @Nullable CompletableFuture<HttpResponse<Void>> underWay;
  // What is to be sent again when its time has come.
  private @Nullable Runnable nextAttempt;
  // Not null while somebody waits until there is nothing more to send.
  private @Nullable Runnable emptied;

  /**
   * @param name as the settings call it
   */
  public Webhook(
      String name,
      WebhookOptions options,
      SerialLoop loop,
      InstantSource clock,
      Counters<EventCounter> counters) {
    this.name = name;
    this.options = options;
    this.loop = loop;
    this.clock = clock;
    this.counters = counters;
    this.key = new SecretKeySpec(options.secret().getBytes(UTF_8), HMAC);
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.timeout())
            .build();
  }

  @Override
  public void accept(StreamEvent event) {
    if (!options.wants(event.type())) {
      return;
    }
    if (queue.size() >= options.maxQueued()) {
      giveUp(event, "too many events wait for it");
      return;
    }
    long id = ++lastId;
    queue.add(new Message(id, event, json(id, event)));
    sendNext();
  }

  private static String json(long id, StreamEvent event) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("id", id);
    json.put("type", event.type().word());
    json.put("time", event.time().toString());
    json.put("stream", event.stream());
    json.put("client", event.client());
    json.put("detail", event.detail());
    return MAPPER.writeValueAsString(json);
  }

  private void sendNext() {
    Message next = queue.peek();
    if (next == null) {
      tellEmptied();
    } else if (!sending) {
      sending = true;
      send(next, 1, new Backoff(options.firstDelay(), LONGEST_DELAY));
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What it ends with is handled.
  private void send(Message message, int attempt, Backoff backoff) {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    HttpRequest request =
        HttpRequest.newBuilder(options.url())
            .header("Content-Type", "application/json")
            .header("X-Iocp-Event", message.event().type().word())
            .header("X-Iocp-Delivery", Long.toString(message.id()))
            .header("X-Iocp-Timestamp", timestamp)
            .header("X-Iocp-Signature", "sha256=" + signature(timestamp, message.body()))
            .POST(HttpRequest.BodyPublishers.ofString(message.body()))
            .build();
    CompletableFuture<HttpResponse<Void>> sent =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    underWay = sent;
    sent.copy()
        .orTimeout(options.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (response, failure) -> {
              if (failure != null) {
                sent.cancel(true);
              }
              loop.execute(() -> answered(message, attempt, backoff, problem(response, failure)));
            });
  }

  /** Over the time and the body, so that neither can be replaced, nor the message be sent later. */
  private String signature(String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      mac.update((timestamp + ".").getBytes(UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + HMAC, e);
    }
  }

  private @Nullable String problem(
      @Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
    if (failure instanceof TimeoutException) {
      return "no answer within " + options.timeout().toMillis() + " ms";
    }
    if (response == null) {
      Throwable cause =
          failure == null || failure.getCause() == null ? failure : failure.getCause();
      return cause == null ? "no answer" : cause.getClass().getSimpleName();
    }
    return response.statusCode() / 100 == 2 ? null : "it answered with " + response.statusCode();
  }

  private void answered(Message message, int attempt, Backoff backoff, @Nullable String problem) {
    Message first = queue.peek();
    if (first == null || first.id() != message.id()) {
      return; // It was given up meanwhile.
    }
    if (problem != null && attempt < options.maxAttempts()) {
      counters.increment(EventCounter.WEBHOOK_RETRIED);
      sendLater(
          emptied == null ? backoff.next() : options.firstDelay(),
          () -> send(message, attempt + 1, backoff));
      return;
    }
    if (problem == null) {
      counters.increment(EventCounter.WEBHOOK_DELIVERED);
    } else {
      giveUp(message.event(), problem);
    }
    queue.remove();
    sending = false;
    sendNext();
  }

  private void sendLater(Duration delay, Runnable again) {
    nextAttempt = again;
    loop.executeAfter(
        delay,
        () -> {
          if (nextAttempt == again) {
            sendAgain();
          }
        });
  }

  private void sendAgain() {
    Runnable again = nextAttempt;
    nextAttempt = null;
    if (again != null) {
      again.run();
    }
  }

  /**
   * The end is near: what waits for its time is sent now, and again without much delay.
   *
   * @param whenEmptied told once there is nothing more to send
   */
  void hurry(Runnable whenEmptied) {
    emptied = whenEmptied;
    if (queue.isEmpty()) {
      tellEmptied();
    } else {
      sendAgain();
    }
  }

  private void tellEmptied() {
    Runnable told = emptied;
    emptied = null;
    if (told != null) {
      told.run();
    }
  }

  /** Gives up all that has not been delivered. */
  void abandon() {
    emptied = null;
    if (queue.isEmpty()) {
      return;
    }
    counters.add(EventCounter.WEBHOOK_DEAD_LETTERS, queue.size());
    logger.warn(
        "Webhook {} was not told of the last {} events: the end came first", name, queue.size());
    queue.clear();
    sending = false;
    nextAttempt = null;
    if (underWay != null) {
      underWay.cancel(true);
    }
  }

  private void giveUp(StreamEvent event, String problem) {
    counters.increment(EventCounter.WEBHOOK_DEAD_LETTERS);
    logger.warn("Webhook {} was not told of {}: {}", name, event.type().word(), problem);
  }
}
