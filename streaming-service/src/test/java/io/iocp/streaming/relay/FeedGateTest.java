package io.iocp.streaming.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.SharedBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a publisher gives before and while the name is its own. */
class FeedGateTest {

  private final FakeWorker worker = new FakeWorker();
  private final List<String> passed = new ArrayList<>();
  private boolean allowed = true;
  private final FeedGate gate = new FeedGate(() -> allowed, () -> passed.add("gap"));

  private List<SharedBuffer> buffers() {
    return List.of(Objects.requireNonNull(worker.pool.tryAcquire(100)));
  }

  private void begin(String what) {
    List<SharedBuffer> init = buffers();
    gate.begin(init, () -> pass(what, init));
  }

  private void publish(String what) {
    List<SharedBuffer> frames = buffers();
    gate.publish(what.startsWith("K"), frames, 100, () -> pass(what, frames));
  }

  private void pass(String what, List<SharedBuffer> buffers) {
    passed.add(what);
    buffers.forEach(SharedBuffer::release);
  }

  @AfterEach
  void everyBufferIsBack() {
    gate.close();
    assertThat(worker.pool.statistics().used()).isZero();
  }

  @Test
  void nothingPassesBeforeTheNameIsThePublishersAndThenAllOfItInOrder() {
    begin("init");
    publish("K0");
    publish("d1");
    assertThat(passed).isEmpty();
    gate.open();
    publish("d2");
    assertThat(passed).containsExactly("init", "K0", "d1", "d2");
  }

  @Test
  void nothingPassesOnceTheNameIsNoLongerThePublishers() {
    begin("init");
    gate.open();
    publish("K0");
    allowed = false;
    publish("d1");
    assertThat(passed).containsExactly("init", "K0");
  }

  @Test
  void whatIsKeptWhenTheNameIsLostBeforeItWasGivenGoesNowhere() {
    begin("init");
    publish("K0");
    allowed = false;
    gate.open();
    assertThat(passed).isEmpty();
  }

  @Test
  void whatIsKeptIsBoundedAndGoesOnWithAKeyframe() {
    begin("init");
    publish("K0");
    for (int i = 1; i < FeedGate.MAXIMUM_CHUNKS; i++) {
      publish("d");
    }
    publish("d");
    publish("K9");
    publish("d10");
    gate.open();
    assertThat(passed).containsExactly("init", "gap", "K9", "d10");
  }
}
