package io.iocp.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class PacketQueueTest {

  private final PacketQueue queue = new PacketQueue();
  private final List<String> ran = new ArrayList<>();

  private Packet packet(String name) {
    return Packet.of(() -> ran.add(name));
  }

  @Test
  void packetsRunInTheOrderInWhichTheyWerePosted() {
    queue.post(packet("a"));
    queue.post(packet("b"));
    queue.post(packet("c"));
    assertThat(queue.runAll()).isEqualTo(3);
    assertThat(ran).containsExactly("a", "b", "c");
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.runAll()).isZero();
  }

  @Test
  void aPacketThatThrowsCostsTheOthersNothing() {
    Packet broken =
        Packet.of(
            () -> {
              ran.add("broken");
              throw new IllegalStateException("a packet must not throw");
            });
    queue.post(broken);
    queue.post(packet("next"));

    assertThatIllegalStateException().isThrownBy(queue::runAll);
    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.post(broken)).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(
            () -> {
              queue.runAll();
              queue.runAll();
            });
    assertThat(ran).containsExactly("broken", "next", "broken");
  }

  @Test
  void onlyTheFirstPostAsksForAWakeUp() {
    assertThat(queue.post(packet("a"))).isTrue();
    assertThat(queue.post(packet("b"))).isFalse();
    queue.runAll();
    assertThat(queue.post(packet("c"))).isTrue();
  }

  @Test
  void aQueuedPacketIsNotQueuedAgainAndKeepsItsPlace() {
    Packet first = packet("first");
    queue.post(first);
    queue.post(packet("second"));
    assertThat(queue.post(first)).isFalse();
    assertThat(queue.runAll()).isEqualTo(2);
    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void aPacketPostedWhileItRunsRunsOnceMoreInTheNextRound() {
    AtomicInteger runs = new AtomicInteger();
    Packet[] self = new Packet[1];
    self[0] =
        Packet.of(
            () -> {
              if (runs.incrementAndGet() == 1) {
                assertThat(queue.post(self[0])).isFalse();
                assertThat(queue.post(self[0])).isFalse();
              }
            });
    queue.post(self[0]);
    assertThat(queue.runAll()).isEqualTo(1);
    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.runAll()).isEqualTo(1);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(runs).hasValue(2);
  }

  @Test
  void whatIsPostedDuringARoundWaitsForTheNext() {
    queue.post(Packet.of(() -> queue.post(packet("later"))));
    assertThat(queue.runAll()).isEqualTo(1);
    assertThat(ran).isEmpty();
    assertThat(queue.runAll()).isEqualTo(1);
    assertThat(ran).containsExactly("later");
  }

  @Test
  void executeRunsAnIdlePacketAtOnceAndLeavesAQueuedOneInItsPlace() {
    Packet idle = packet("idle");
    Packet queued = packet("queued");
    queue.post(queued);
    queue.execute(idle);
    assertThat(ran).containsExactly("idle");
    queue.execute(queued);
    assertThat(ran).containsExactly("idle");
    assertThat(queue.runAll()).isEqualTo(1);
    assertThat(ran).containsExactly("idle", "queued");
  }

  @Test
  void aPacketThatIsPostedWhileItRunsRunsOnceMoreEvenIfItThrows() {
    AtomicInteger runs = new AtomicInteger();
    Packet[] self = new Packet[1];
    self[0] =
        Packet.of(
            () -> {
              if (runs.incrementAndGet() == 1) {
                queue.post(self[0]);
                throw new IllegalStateException("on purpose");
              }
            });
    queue.post(self[0]);
    assertThatIllegalStateException().isThrownBy(queue::runAll);
    assertThat(queue.isEmpty()).isFalse();
    assertThat(queue.runAll()).isEqualTo(1);
    assertThat(runs).hasValue(2);
  }

  @Test
  void aPacketThatExecutesItselfRunsOnceMoreLater() {
    AtomicInteger runs = new AtomicInteger();
    Packet[] self = new Packet[1];
    self[0] =
        Packet.of(
            () -> {
              if (runs.incrementAndGet() == 1) {
                queue.execute(self[0]);
                assertThat(runs).as("never inside of itself").hasValue(1);
              }
            });
    queue.execute(self[0]);
    assertThat(runs).hasValue(1);
    assertThat(queue.runAll()).isEqualTo(1);
    assertThat(runs).hasValue(2);
  }

  @Test
  void aPacketMovesToAnotherQueueOnlyWhenItIsIdle() {
    PacketQueue other = new PacketQueue();
    Packet packet = packet("moved");
    queue.post(packet);
    other.post(packet);
    assertThat(other.isEmpty()).isTrue();
    queue.runAll();
    other.post(packet);
    assertThat(other.runAll()).isEqualTo(1);
    assertThat(ran).containsExactly("moved", "moved");
  }

  @Test
  void noPostIsLostAndNoneRunsTwiceAtOnceWhateverTheProducersDo() {
    int producers = 3;
    int packetsEach = 50;
    int rounds = 2_000;
    AtomicLong posted = new AtomicLong();
    AtomicInteger producing = new AtomicInteger(producers);
    List<Packet> all = new ArrayList<>();
    List<AtomicLong> seen = new ArrayList<>();
    for (int i = 0; i < packetsEach; i++) {
      AtomicLong mine = new AtomicLong();
      AtomicBoolean running = new AtomicBoolean();
      seen.add(mine);
      all.add(
          Packet.of(
              () -> {
                assertThat(running.getAndSet(true)).isFalse();
                mine.set(posted.get());
                running.set(false);
              }));
    }
    try (Tasks tasks = new Tasks()) {
      for (int p = 0; p < producers; p++) {
        tasks.start(
            () -> {
              for (int round = 0; round < rounds; round++) {
                posted.incrementAndGet();
                all.forEach(queue::post);
              }
              producing.decrementAndGet();
            });
      }
      while (producing.get() > 0 || !queue.isEmpty()) {
        queue.runAll();
      }
    }
    assertThat(seen).allSatisfy(mine -> assertThat(mine).hasValue((long) producers * rounds));
  }
}
