package io.iocp.streaming.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.statistics.Counters;
import io.iocp.streaming.loop.SerialLoop;
import io.iocp.streaming.relay.StreamChange;
import io.iocp.streaming.stream.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class StreamEventsTest {

  private static final StreamId DESK = new StreamId("desk");

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<Runnable> periodic = new ArrayList<>();
  private final SerialLoop loop =
      new SerialLoop() {
        @Override
        public void execute(Runnable task) {
          tasks.add(task);
        }

        @Override
        public void executeAfter(Duration delay, Runnable task) {
          tasks.add(task);
        }

        @Override
        public void executeEvery(Duration period, Runnable task) {
          periodic.add(task);
        }

        @Override
        public void stop() {
          tasks.clear();
        }
      };
  private final Counters<EventCounter> counters = new Counters<>(EventCounter.class);
  private final List<StreamEvent> heard = new ArrayList<>();
  private long refusals;
  private final StreamEvents events =
      new StreamEvents(loop, () -> Instant.EPOCH, counters, List.of(heard::add));

  private void run() {
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  @Test
  void eventsAreHandedOnInOrderOnTheLoop() {
    events.happened(StreamChange.STARTED, DESK, 3);
    events.happened(StreamChange.STOPPED, DESK, 3);
    assertThat(heard).isEmpty();
    assertThat(events.waiting()).isEqualTo(2);
    run();

    assertThat(heard)
        .extracting(StreamEvent::type)
        .containsExactly(StreamEvent.Type.STREAM_STARTED, StreamEvent.Type.STREAM_STOPPED);
    assertThat(events.waiting()).isZero();
  }

  @Test
  void aSlowViewerIsToldWithTheStreamThatItWatches() {
    events.happened(StreamChange.VIEWER_JOINED, DESK, 7);
    events.happened(StreamChange.VIEWER_SLOW, null, 7);
    events.happened(StreamChange.VIEWER_LEFT, DESK, 7);
    run();

    assertThat(heard.get(1).type()).isEqualTo(StreamEvent.Type.VIEWER_SLOW);
    assertThat(heard.get(1).stream()).isEqualTo("desk");
  }

  @Test
  void noMoreThanSoManyWait() {
    for (int i = 0; i < StreamEvents.MAXIMUM_WAITING + 5; i++) {
      events.happened(StreamChange.VIEWER_JOINED, DESK, i + 1);
    }
    run();

    assertThat(heard).hasSize(StreamEvents.MAXIMUM_WAITING);
    assertThat(counters.count(EventCounter.DROPPED)).isEqualTo(5);
  }

  @Test
  void manyRefusalsInAShortTimeAreABurst() {
    refusals = 1000;
    events.watchRefusals(() -> refusals);
    run();
    refusals += StreamEvents.BURST - 1;
    periodic.get(0).run();
    run();
    assertThat(heard).isEmpty();

    refusals += StreamEvents.BURST;
    periodic.get(0).run();
    run();
    assertThat(heard)
        .singleElement()
        .extracting(StreamEvent::type)
        .isEqualTo(StreamEvent.Type.REFUSAL_BURST);
    assertThat(heard.get(0).detail()).isEqualTo("50 refusals within 10 s");
  }
}
