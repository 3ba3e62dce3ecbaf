package io.iocp.streaming.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SegmentWindowTest {

  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);

  @Test
  void whatIsOlderThanTheWindowGoes() {
    SegmentWindow window = new Made(10).segments(20).window;

    assertThat(window.segments()).hasSize(5);
    assertThat(window.segments().get(0).number()).isEqualTo(Made.FIRST + 15);
    assertThat(window.init(Made.FIRST)).as("still needed").isPresent();
  }

  @Test
  void aPartIsThereFromWhenItHasComeAndASegmentFromItsEnd() {
    Made made = new Made(60).segments(1).parts(2, false);
    SegmentWindow window = made.window;

    assertThat(window.has(100, Integer.MAX_VALUE)).isTrue();
    assertThat(window.has(101, 1)).isTrue();
    assertThat(window.has(101, 2)).isFalse();
    assertThat(window.has(101, Integer.MAX_VALUE)).isFalse();
    assertThat(window.has(102, 0)).isFalse();
    made.parts(1, true);
    assertThat(window.has(101, 7)).as("a part that the segment never had").isTrue();
  }

  @Test
  void whatIsFarAheadIsNotWaitedFor() {
    SegmentWindow window = new Made(60).segments(1).parts(2, false).window;

    assertThat(window.isPlausible(1)).as("long gone").isTrue();
    assertThat(window.isPlausible(102)).isTrue();
    assertThat(window.isPlausible(103)).isFalse();
  }

  @Test
  void memoryIsBoundedAndComesBack() {
    long free = pool.freeBytes();
    SegmentWindow window = new SegmentWindow(60, 1);
    window.begin(new InitSection(1, "avc1", 1, 1, bytes(100)));
    for (int i = 0; i < 20; i++) {
      window.add(
          new CutPart(List.of(), 1, 25, true, true, false, 0), bytes(20_000), 5 * (20 << 10));
    }

    assertThat(window.segments()).hasSizeBetween(2, 5);
    assertThat(window.slotBytes()).isLessThanOrEqualTo(5 * (20 << 10));
    window.release();
    assertThat(pool.freeBytes()).isEqualTo(free);
  }

  @Test
  void theLastTwoSegmentsStayWhateverTheyTake() {
    SegmentWindow window = new SegmentWindow(60, 1);
    window.begin(new InitSection(1, "avc1", 1, 1, bytes(100)));
    for (int i = 0; i < 4; i++) {
      window.add(new CutPart(List.of(), 1, 25, true, true, false, 0), bytes(20_000), 1);
    }

    assertThat(window.segments()).hasSize(2);
    window.release();
  }

  @Test
  void aSegmentIsItsPartsOneBehindTheOther() {
    SegmentWindow window = new SegmentWindow(60, 1);
    window.begin(new InitSection(1, "avc1", 1, 1, bytes(1)));
    window.add(new CutPart(List.of(), 1, 25, true, false, false, 0), bytes(40_000), 1 << 20);
    window.add(new CutPart(List.of(), 1, 25, false, true, false, 0), bytes(50), 1 << 20);

    SharedBytes body = window.segment(1).orElseThrow().body();
    assertThat(body.length()).isEqualTo(40_050);
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    for (SharedBuffer buffer : body.buffers()) {
      byte[] piece = new byte[buffer.length()];
      buffer.view().get(piece);
      copy.writeBytes(piece);
    }
    copy.writeBytes(new byte[0]);
    assertThat(copy.size()).isEqualTo(40_050);
    assertThat(copy.toByteArray()[39_999]).isEqualTo((byte) 39_999);
    assertThat(copy.toByteArray()[40_049]).isEqualTo((byte) 49);
    body.release();
    window.release();
  }

  @Test
  void theTimeOfDayFollowsTheClockSlowly() {
    SegmentWindow window = new SegmentWindow(60, 1);
    window.begin(new InitSection(1, "avc1", 1, 1, SharedBytes.NONE));
    window.add(new CutPart(List.of(), 2, 50, true, true, false, 10_000), SharedBytes.NONE, 1);
    window.add(new CutPart(List.of(), 2, 50, true, true, false, 12_160), SharedBytes.NONE, 1);

    assertThat(window.segments().get(1).startMillis()).isEqualTo(12_010);
  }

  private SharedBytes bytes(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    for (int i = 0; i < count; i++) {
      bytes.put(i, (byte) i);
    }
    ByteBuffer second = bytes.duplicate().position(count / 3);
    ByteBuffer first = bytes.duplicate().limit(count / 3);
    return Objects.requireNonNull(SharedBytes.of(pool, List.of(first, second)));
  }
}
