package io.iocp.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PacketLoopTest {

  private final AtomicInteger wakes = new AtomicInteger();
  private final PacketLoop loop = new PacketLoop(3, wakes::incrementAndGet);
  private final AtomicInteger ran = new AtomicInteger();

  private Packet packet() {
    return Packet.of(ran::incrementAndGet);
  }

  @Test
  void anAwakeOwnerIsNotWoken() {
    assertThat(loop.post(packet())).isTrue();
    assertThat(wakes).hasValue(0);
    assertThat(loop.runAll()).isOne();
  }

  @Test
  void anOwnerWithPacketsDoesNotSleep() {
    loop.post(packet());
    assertThat(loop.fallAsleep()).isFalse();
    loop.post(packet());
    assertThat(wakes).as("it is awake").hasValue(0);
  }

  @Test
  void aSleepingOwnerIsWokenOnceByTheFirstPost() {
    assertThat(loop.fallAsleep()).isTrue();
    loop.post(packet());
    loop.post(packet());
    assertThat(wakes).hasValue(1);
    loop.awaken();
    assertThat(loop.runAll()).isEqualTo(2);
    loop.post(packet());
    assertThat(wakes).hasValue(1);
  }

  @Test
  void onlyTheOwnerRunsAPacketAtOnce() throws Exception {
    assertThat(loop.execute(packet())).isTrue();
    assertThat(ran).as("nobody owns it").hasValue(0);
    assertThat(loop.adopt()).isTrue();
    assertThat(loop.adopt()).isFalse();
    loop.execute(packet());
    assertThat(ran).hasValue(1);
    List<Throwable> refused = new ArrayList<>();
    Thread other =
        new Thread(
            () -> {
              try {
                loop.adopt();
              } catch (IllegalStateException e) {
                refused.add(e);
              }
            });
    other.start();
    other.join();
    assertThat(refused).singleElement().asString().contains("worker 3 belongs to");
  }

  @Test
  void aClosedLoopTakesNothing() {
    loop.close();
    assertThat(loop.post(packet())).isFalse();
    assertThat(loop.isEmpty()).isTrue();
  }

  @Test
  void aThrowingPacketCostsTheOthersNothing() {
    loop.post(
        Packet.of(
            () -> {
              throw new IllegalArgumentException("broken");
            }));
    loop.post(packet());
    assertThatThrownBy(loop::runAll).isInstanceOf(IllegalArgumentException.class);
    assertThat(loop.fallAsleep()).as("one is left").isFalse();
    assertThat(loop.runAll()).isOne();
  }

  /** The owner waits without a limit: one wake-up that was lost would leave it there. */
  @Test
  void noWakeUpIsLost() throws Exception {
    Semaphore signals = new Semaphore(0);
    PacketLoop raced = new PacketLoop(0, signals::release);
    int posters = 3;
    int posts = 20_000;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < posters; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int n = 0; n < posts; n++) {
                  raced.post(packet());
                }
              }));
    }
    threads.forEach(Thread::start);
    raced.adopt();
    while (ran.get() < posters * posts) {
      if (raced.fallAsleep()) {
        signals.acquire();
      }
      raced.awaken();
      raced.runAll();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(raced.isEmpty()).isTrue();
  }
}
