package io.iocp.streaming.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupOfPicturesCacheTest {

  private static final int SLOT_BYTES = 4096;

  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);
  private final GroupOfPicturesCache cache =
      new GroupOfPicturesCache(new CacheLimits(4 * SLOT_BYTES, 3));
  private long sequence;

  @AfterEach
  void everyBufferIsBackOnceTheCacheIsCleared() {
    cache.clear();
    assertThat(pool.statistics().used()).isZero();
  }

  @Test
  void aGroupStartsWithItsKeyframe() {
    add(false);
    add(true);
    add(false);

    assertThat(cached()).containsExactly(1L, 2L);
  }

  @Test
  void aKeyframeReplacesTheGroupBefore() {
    add(true);
    add(false);
    add(true);

    assertThat(cached()).containsExactly(2L);
  }

  @Test
  void aGroupWithTooManyChunksIsForgottenUntilTheNextKeyframe() {
    add(true);
    add(false);
    add(false);
    assertThat(cached()).containsExactly(0L, 1L, 2L);

    add(false);
    add(false);
    assertThat(cached()).isEmpty();

    add(true);
    assertThat(cached()).containsExactly(5L);
  }

  @Test
  void aGroupWithTooManyBytesIsForgottenUntilTheNextKeyframe() {
    add(true, 3);
    add(false, 1);
    assertThat(cached()).containsExactly(0L, 1L);

    add(false, 1);
    assertThat(cached()).isEmpty();

    add(true, 4);
    assertThat(cached()).containsExactly(3L);
  }

  @Test
  void aKeyframeBeyondTheBoundIsNotKept() {
    add(true, 5);

    assertThat(cached()).isEmpty();
  }

  @Test
  void withoutMemoryNothingIsKept() {
    GroupOfPicturesCache off = new GroupOfPicturesCache(new CacheLimits(0, 3));
    MediaChunk chunk = chunk(true, 1);

    off.add(chunk);
    chunk.release();

    assertThat(off.snapshot()).isEmpty();
  }

  @Test
  void aSnapshotOutlivesTheCache() {
    add(true);
    List<MediaChunk> snapshot = cache.snapshot();
    cache.clear();

    assertThat(snapshot.get(0).frames().get(0).references()).isEqualTo(1);
    snapshot.forEach(MediaChunk::release);
  }

  private void add(boolean keyframe) {
    add(keyframe, 1);
  }

  private void add(boolean keyframe, int slots) {
    MediaChunk chunk = chunk(keyframe, slots);
    cache.add(chunk);
    chunk.release();
  }

  private MediaChunk chunk(boolean keyframe, int slots) {
    SharedBuffer[] frames = new SharedBuffer[slots];
    for (int i = 0; i < slots; i++) {
      frames[i] = Objects.requireNonNull(pool.tryAcquire(SLOT_BYTES));
    }
    return new MediaChunk(sequence++, 0, MediaChunk.NOT_CAPTURED, keyframe, List.of(frames), slots);
  }

  private List<Long> cached() {
    List<MediaChunk> snapshot = cache.snapshot();
    snapshot.forEach(MediaChunk::release);
    return snapshot.stream().map(MediaChunk::sequence).toList();
  }
}
