package io.iocp.admin.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import io.iocp.admin.live.LiveEvent;
import io.iocp.admin.security.Visibility;
import jakarta.servlet.AsyncContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubscriberTest {

  private final AsyncContext context = mock(AsyncContext.class);
  private final ManualOutput out = new ManualOutput();
  private final List<Subscriber> ended = new ArrayList<>();
  private final Subscriber subscriber =
      new Subscriber(
          context, out, new EventFilter(Set.of("log"), 20, Visibility.EVERYTHING), 10, ended::add);

  @Test
  void whatIsOfferedWaitsUntilTheContainerTakesIt() throws Exception {
    out.ready = false;
    subscriber.start();
    assertThat(offer("12345")).isTrue();
    assertThat(offer("67890")).isTrue();
    assertThat(out.text()).isEmpty();

    out.becomeReady();
    assertThat(out.text()).isEqualTo("1234567890");
    assertThat(offer("more")).as("there is room again").isTrue();
    assertThat(out.text()).endsWith("more");
  }

  @Test
  void whatIsBeyondTheBoundIsRefused() {
    out.ready = false;
    subscriber.start();
    assertThat(offer("1234567890")).isTrue();
    assertThat(offer("1")).isFalse();
  }

  @Test
  void onlyWhatIsWantedTakesRoom() {
    out.ready = false;
    subscriber.start();
    assertThat(subscriber.offer(published("statistics", null))).isTrue();
    assertThat(subscriber.offer(published("log", 10))).isTrue();
    assertThat(subscriber.offer(published("log", 20))).as("larger than the bound").isFalse();
  }

  @Test
  void theEndIsToldOnceWhoeverMakesIt() {
    subscriber.start();
    subscriber.end();
    subscriber.end();
    subscriber.onError(new IllegalStateException("gone"));

    assertThat(ended).containsExactly(subscriber);
    verify(context, times(1)).complete();
    assertThat(offer("12345678901")).as("there is nobody to be too slow").isTrue();
    assertThat(out.text()).isEmpty();
  }

  private boolean offer(String text) {
    return subscriber.offer(text.getBytes(StandardCharsets.UTF_8));
  }

  private static PublishedEvent published(String type, @Nullable Integer level) {
    return new PublishedEvent(
        1, "run", new LiveEvent(type, level, "", LiveEvent.NONE), data -> "\"\"");
  }
}
