package io.iocp.streaming.access;

import io.iocp.statistics.Counters;
import io.iocp.streaming.access.CallbackAnswer.Outcome;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks somebody else about access, by HTTP, where no rule lets. Whatever goes wrong means no.
 *
 * <p>Any thread; asking does not block. Its own threads are those of the JDK's client, which are
 * few: they hold no thread while they wait.
 */
public final class AccessCallback {

  private static final Logger logger = LoggerFactory.getLogger(AccessControl.class);

  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int MAXIMUM_ANSWER_BYTES = 16 << 10;
  private static final long LOG_INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final CallbackOptions options;
  private final NanoClock nanoClock;
  private final CallbackMessages messages;
  private final CallbackAnswers answers;
  private final HttpClient client;
  private final Counters<CallbackCounter> counters = new Counters<>(CallbackCounter.class);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong logDueNanos;

  AccessCallback(CallbackOptions options, NanoClock nanoClock, InstantSource clock) {
    this.options = options;
    this.nanoClock = nanoClock;
    this.messages = new CallbackMessages(clock);
    this.answers = new CallbackAnswers(options.cacheFor(), nanoClock, clock);
    this.logDueNanos = new AtomicLong(nanoClock.nanoTime());
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // What is asked has secrets: it goes where it was sent, and nowhere else.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.timeout())
            .build();
  }

  /** Asks by the machine's clocks. */
  public static AccessCallback create(CallbackOptions options) {
    return new AccessCallback(options, NanoClock.system(), InstantSource.system());
  }

  /** What came of asking. */
  public Counters<CallbackCounter> counters() {
    return counters;
  }

  /** How many questions wait for an answer. */
  public int waiting() {
    return waiting.get();
  }

  /** Answers so far are not good any more. */
  void forget() {
    answers.clear();
  }

  /**
   * Asks.
   *
   * @param answer hears the answer once, on this thread or on one that must not block
   */
  void ask(Question question, Consumer<CallbackAnswer> answer) {
    byte[] body = messages.write(question);
    ByteBuffer key = ByteBuffer.wrap(Sha256.of(body));
    CallbackAnswer known = answers.find(key);
    if (known != null) {
      counters.increment(CallbackCounter.CACHED);
      answer.accept(known);
      return;
    }
    if (waiting.incrementAndGet() > options.maxWaiting()) {
      waiting.decrementAndGet();
      counters.increment(CallbackCounter.REFUSED_BUSY);
      answer.accept(CallbackAnswer.without(Outcome.BUSY, "too many access checks are in progress"));
      return;
    }
    counters.increment(CallbackCounter.REQUESTS);
    send(
        body,
        told -> {
          waiting.decrementAndGet();
          count(told);
          answers.keep(key, told);
          answer.accept(told);
        });
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What it ends with is handled.
  private void send(byte[] body, Consumer<CallbackAnswer> answer) {
    HttpRequest request =
        HttpRequest.newBuilder(options.url())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, head -> new LimitedBody(MAXIMUM_ANSWER_BYTES));
    // A copy: the request itself is cancelled when its time is over, which ends its connection.
    sent.copy()
        .orTimeout(options.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete(
            (response, failure) -> {
              if (failure != null) {
                sent.cancel(true);
              }
              answer.accept(failure == null ? read(response) : failed(failure));
            });
  }

  private CallbackAnswer read(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == UNAUTHORIZED || status == FORBIDDEN) {
      return CallbackAnswer.without(Outcome.DENIED, "");
    }
    if (status != OK) {
      return CallbackAnswer.without(Outcome.FAILED, "it answered with status " + status);
    }
    return messages.read(response.body());
  }

  private CallbackAnswer failed(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String what =
        failure instanceof TimeoutException
            ? "no answer within " + options.timeout().toMillis() + " ms"
            : cause instanceof IOException && cause.getMessage() != null
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
    return CallbackAnswer.without(Outcome.FAILED, what);
  }

  private void count(CallbackAnswer answer) {
    switch (answer.outcome()) {
      case ALLOWED -> counters.increment(CallbackCounter.ALLOWED);
      case DENIED -> counters.increment(CallbackCounter.DENIED);
      case FAILED, BUSY -> {
        counters.increment(CallbackCounter.FAILED);
        log(answer.reason());
      }
    }
  }

  private void log(@Nullable String reason) {
    long now = nanoClock.nanoTime();
    long due = logDueNanos.get();
    if (now - due >= 0 && logDueNanos.compareAndSet(due, now + LOG_INTERVAL_NANOS)) {
      logger.warn(
          "The access callback at {}:{} gave no answer: {}. Access is denied meanwhile",
          options.url().getHost(),
          options.url().getPort(),
          reason);
    }
  }
}
