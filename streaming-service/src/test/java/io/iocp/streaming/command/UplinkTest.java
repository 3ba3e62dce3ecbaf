package io.iocp.streaming.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.connection.SendOutcome;
import io.iocp.testsupport.Patience;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pieces are named: K1 is a keyframe, d1 a delta behind it. */
@Timeout(60)
class UplinkTest {

  private static final InitSegment INIT = new InitSegment(bytes("init"));

  private final List<String> sent = new ArrayList<>();
  private long nowNanos = 1;
  private int room = Integer.MAX_VALUE;
  private Uplink uplink = new Uplink(true, () -> nowNanos);

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private SendOutcome take(ByteBuffer message) {
    if (room == 0) {
      return SendOutcome.FULL;
    }
    room--;
    sent.add(StandardCharsets.UTF_8.decode(message).toString());
    return SendOutcome.SENT;
  }

  private void add(String... names) {
    add(INIT, names);
  }

  private void add(InitSegment init, String... names) {
    for (String name : names) {
      uplink.add(new MediaPiece(init, bytes(name), name.startsWith("K"), nowNanos));
    }
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
  }

  @Test
  void theInitSegmentComesFirstAndAgainWhenItChanges() {
    uplink.connect(this::take);
    add("K1", "d1");
    add(new InitSegment(bytes("other")), "K2");
    assertThat(sent).containsExactly("init", "K1", "d1", "other", "K2");
  }

  @Test
  void aFormatWithoutAnInitSegmentHasNone() {
    uplink.connect(this::take);
    add(new InitSegment(ByteBuffer.allocate(0)), "K1", "K2");
    assertThat(sent).containsExactly("K1", "K2");
  }

  @Test
  void beforeThereIsALinkTheNewestGroupIsKept() {
    add("d0", "K1", "d1", "K2", "d2");
    pass(Duration.ofMinutes(1));
    uplink.connect(this::take);
    assertThat(sent).containsExactly("init", "K2", "d2");
    assertThat(uplink.figures().droppedPieces()).isEqualTo(3);
  }

  @Test
  void whatHasWaitedForTooLongIsDroppedUpToTheNewestKeyframe() {
    uplink.connect(this::take);
    add("K1");
    room = 0;
    add("d1", "K2", "d2", "K3");
    pass(Uplink.MAX_DELAY.plusMillis(1));
    add("d3");
    room = 9;
    uplink.pump();
    assertThat(sent).containsExactly("init", "K1", "K3", "d3");
    assertThat(uplink.figures().droppedPieces()).isEqualTo(3);
  }

  @Test
  void withoutAKeyframeItGoesOnAtTheNextOne() {
    uplink.connect(this::take);
    add("K1");
    room = 0;
    add("d1", "d2");
    pass(Uplink.MAX_DELAY.plusMillis(1));
    add("d3");
    room = 9;
    add("d4", "K2", "d5");
    assertThat(sent).containsExactly("init", "K1", "K2", "d5");
  }

  @Test
  void anotherLinkBeginsWithInitSegmentAndKeyframe() {
    uplink.connect(this::take);
    add("K1", "d1");
    uplink.disconnect();
    add("d2", "K2", "d3");
    uplink.connect(this::take);
    assertThat(sent).containsExactly("init", "K1", "d1", "init", "K2", "d3");
  }

  @Test
  void aSourceThatIsNotLiveWaitsAndLosesNothing() throws Exception {
    uplink = new Uplink(false, () -> nowNanos);
    int pieces = 5;
    String large = "K" + "x".repeat((int) Uplink.WAIT_ABOVE_BYTES);
    Thread source =
        new Thread(
            () -> {
              for (int i = 0; i < pieces; i++) {
                add(large);
              }
              uplink.end();
            });
    source.start();
    Patience.await("the source waits").until(() -> source.getState() == Thread.State.WAITING);
    assertThat(uplink.isDrained()).isFalse();
    pass(Duration.ofMinutes(1));
    uplink.connect(this::take);
    source.join();
    assertThat(uplink.isDrained()).isTrue();
    assertThat(sent).hasSize(1 + pieces);
  }

  @Test
  void aSourceThatWaitsGoesOnWhenNothingMoreIsTaken() throws Exception {
    uplink = new Uplink(false, () -> nowNanos);
    String large = "K" + "x".repeat((int) Uplink.WAIT_ABOVE_BYTES);
    add(large);
    Thread source = new Thread(() -> add(large));
    source.start();
    Patience.await("the source waits").until(() -> source.getState() == Thread.State.WAITING);
    uplink.close();
    source.join();
    assertThat(uplink.figures().droppedPieces()).isEqualTo(1);
  }
}
