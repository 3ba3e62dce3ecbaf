package io.iocp.admin.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.iocp.admin.live.LiveEvent;
import io.iocp.admin.live.LiveSource;
import io.iocp.admin.security.Visibility;
import jakarta.servlet.AsyncContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class EventHubTest {

  private static final EventFilter ALL = new EventFilter(Set.of(), 0, Visibility.EVERYTHING);
  private static final int MAXIMUM_SUBSCRIBERS = 2;
  private static final long MAXIMUM_QUEUED_BYTES = 400;
  private static final String HEARTBEAT = ":\n\n";
  private static final int TICKS_BETWEEN_HEARTBEATS = 15;
  private static final int REMEMBERED = 2048;

  private final Source source = new Source();
  private final EventHub hub =
      new EventHub(List.of(source), JsonMapper.shared(), "run", MAXIMUM_SUBSCRIBERS);

  private int owners;

  @Test
  void everyoneHearsEveryEventOnceAndInOrder() {
    ManualOutput first = subscribe(null);
    ManualOutput second = subscribe(null);
    source.next = List.of(event("a"), event("b"));
    hub.tick();

    for (ManualOutput out : List.of(first, second)) {
      assertThat(out.text())
          .startsWith("retry: 2000\n\n")
          .endsWith(
              """
              id: run-1
              event: news
              data: {"text":"a"}

              id: run-2
              event: news
              data: {"text":"b"}

              """);
    }
  }

  @Test
  void whoDoesNotKeepUpIsDroppedAndDelaysNobody() {
    ManualOutput slow = subscribe(null);
    ManualOutput quick = subscribe(null);
    slow.ready = false;
    source.next = List.of(event("x".repeat(100)));
    int ticks = 0;
    while (hub.dropped() == 0) {
      hub.tick();
      ticks++;
    }

    assertThat(ticks).isEqualTo(3);
    assertThat(hub.subscribers()).isEqualTo(1);
    assertThat(hub.dropped()).isEqualTo(1);
    assertThat(quick.text()).contains("id: run-3\n");
    hub.tick();
    assertThat(quick.text()).contains("id: run-4\n");
    assertThat(slow.text()).doesNotContain("id: ");
  }

  @Test
  void aPlaceIsFreeAgainWhenASubscriberHasGone() {
    subscribe(null);
    ManualOutput second = subscribe(null);
    assertThat(hub.subscribe(() -> subscriber(new ManualOutput()), ALL, null, owner())).isFalse();
    assertThat(hub.refused()).isEqualTo(1);

    second.listener().onError(new IllegalStateException("gone"));
    assertThat(hub.subscribe(() -> subscriber(new ManualOutput()), ALL, null, owner())).isTrue();
  }

  @Test
  void whoComesBackGetsWhatWasMissed() {
    source.next = List.of(event("a"));
    hub.tick();
    hub.tick();
    hub.tick();

    assertThat(subscribe("run-1").text())
        .doesNotContain("id: run-1\n")
        .contains("id: run-2\n", "id: run-3\n");
    assertThat(subscribe("run-3").text()).doesNotContain("id: ");
  }

  @Test
  void whoWasAwayForLongerThanIsRememberedIsToldToAskAnew() {
    source.next = List.of(event("a"));
    for (int i = 0; i < REMEMBERED + 2; i++) {
      hub.tick();
    }

    assertThat(subscribe("run-1").text()).contains("event: reset\n").doesNotContain("id: ");
    assertThat(subscribe("run-" + (REMEMBERED + 1)).text()).contains("id: run-2050\n");
  }

  @Test
  void whoSawAnotherRunIsToldToAskAnew() {
    source.next = List.of(event("a"));
    hub.tick();

    assertThat(subscribe("other-1").text()).contains("event: reset\n");
    assertThat(subscribe("run-x").text()).contains("event: reset\n");
  }

  @Test
  void whereNothingHappensAHeartbeatKeepsTheConnection() {
    ManualOutput out = subscribe(null);
    for (int i = 1; i < TICKS_BETWEEN_HEARTBEATS; i++) {
      hub.tick();
    }
    assertThat(out.text()).doesNotContain(HEARTBEAT);
    hub.tick();
    assertThat(out.text()).endsWith(HEARTBEAT);
  }

  @Test
  void aSourceThatFailsSilencesNoOther() {
    LiveSource broken = mock(LiveSource.class);
    EventHub both =
        new EventHub(List.of(broken, source), JsonMapper.shared(), "run", MAXIMUM_SUBSCRIBERS);
    when(broken.poll()).thenThrow(new IllegalStateException("broken"));
    ManualOutput out = new ManualOutput();
    both.subscribe(() -> subscriber(out), ALL, null, owner());
    source.next = List.of(event("a"));
    both.tick();

    assertThat(out.text()).contains("id: run-1\n");
  }

  @Test
  void whoMayNotKnowEverythingHearsThePartThatHeMay() {
    EventFilter some = new EventFilter(Set.of(), 0, Visibility.NOTHING);
    ManualOutput out = new ManualOutput();
    Subscriber limited =
        new Subscriber(mock(AsyncContext.class), out, some, MAXIMUM_QUEUED_BYTES, ended -> {});
    hub.subscribe(() -> limited, some, null, owner());
    source.next =
        List.of(
            LiveEvent.of("news", "secret", LiveEvent.NONE),
            LiveEvent.of("news", "secret", visibility -> "yours"),
            event("public"));
    hub.tick();

    assertThat(out.text())
        .contains("id: run-2\nevent: news\ndata: \"yours\"", "public")
        .doesNotContain("run-1\n", "secret");
    assertThat(subscribe("run-0").text()).contains("secret");
  }

  @Test
  void ofWhatWasMissedNothingIsRememberedForWhoMayNotKnowEverything() {
    source.next = List.of(LiveEvent.of("news", "secret", visibility -> "yours"));
    hub.tick();
    EventFilter some = new EventFilter(Set.of(), 0, Visibility.NOTHING);
    ManualOutput out = new ManualOutput();
    Subscriber limited =
        new Subscriber(mock(AsyncContext.class), out, some, MAXIMUM_QUEUED_BYTES, ended -> {});
    hub.subscribe(() -> limited, some, "run-0", owner());

    assertThat(out.text()).contains("event: reset\n").doesNotContain("secret");
  }

  /** Somebody else each time, as far as nothing else matters. */
  private String owner() {
    return "user " + ++owners;
  }

  @Test
  void nobodyHasMoreThanHalfOfThePlaces() {
    EventHub wide = new EventHub(List.of(source), JsonMapper.shared(), "run", 4);
    ManualOutput first = new ManualOutput();
    Subscriber own =
        new Subscriber(
            mock(AsyncContext.class),
            first,
            ALL,
            MAXIMUM_QUEUED_BYTES,
            ended -> wide.unsubscribe(ended, "anna"));
    assertThat(wide.subscribe(() -> own, ALL, null, "anna")).isTrue();
    assertThat(wide.subscribe(() -> subscriber(new ManualOutput()), ALL, null, "anna")).isTrue();
    assertThat(wide.subscribe(() -> subscriber(new ManualOutput()), ALL, null, "anna")).isFalse();
    assertThat(wide.subscribe(() -> subscriber(new ManualOutput()), ALL, null, "otto")).isTrue();

    first.listener().onError(new IllegalStateException("gone"));
    assertThat(wide.subscribe(() -> subscriber(new ManualOutput()), ALL, null, "anna")).isTrue();
    assertThat(wide.subscribers()).isEqualTo(3);
  }

  private ManualOutput subscribe(@Nullable String lastEventId) {
    ManualOutput out = new ManualOutput();
    assertThat(hub.subscribe(() -> subscriber(out), ALL, lastEventId, owner())).isTrue();
    return out;
  }

  private Subscriber subscriber(ManualOutput out) {
    return new Subscriber(
        mock(AsyncContext.class),
        out,
        ALL,
        MAXIMUM_QUEUED_BYTES,
        ended -> hub.unsubscribe(ended, "anna"));
  }

  private static LiveEvent event(String text) {
    return LiveEvent.of("news", Map.of("text", text));
  }

  private static final class Source implements LiveSource {

    private List<LiveEvent> next = List.of();

    @Override
    public Set<String> types() {
      return Set.of("news");
    }

    @Override
    public List<LiveEvent> poll() {
      return next;
    }
  }
}
