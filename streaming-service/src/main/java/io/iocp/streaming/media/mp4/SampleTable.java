package io.iocp.streaming.media.mp4;

import java.util.Arrays;

/**
 * The samples of one track of a file that is to be written: times, sizes, and where each lies in
 * the file's media. Takes some 21 bytes a sample. Not thread-safe.
 */
public final class SampleTable {

  private static final int INITIAL_SAMPLES = 1024;

  private final long trackId;
  private int count;
  private long[] times = new long[INITIAL_SAMPLES];
  private int[] sizes = new int[INITIAL_SAMPLES];
  private int[] offsets = new int[INITIAL_SAMPLES];
  private boolean[] syncs = new boolean[INITIAL_SAMPLES];
  private int chunks;
  private long[] chunkStarts = new long[INITIAL_SAMPLES];
  private int[] chunkSamples = new int[INITIAL_SAMPLES];
  private long chunkEnd = -1;
  private long lastDuration;

  /** A table without samples. */
  public SampleTable(long trackId) {
    this.trackId = trackId;
  }

  /** Number of the track in its init segment. */
  public long trackId() {
    return trackId;
  }

  /**
   * Adds a sample behind those that are there.
   *
   * @param time when it is decoded, in ticks; not before the one before
   * @param durationTicks of the sample; counts for the last one only
   * @param compositionOffset from there to when it is shown, in ticks
   * @param sync whether a decoder can start with it
   * @param at where its data lies, from the start of the file's media
   */
  public void add(
      long time, long durationTicks, int compositionOffset, boolean sync, int sizeBytes, long at) {
    if (count == times.length) {
      times = Arrays.copyOf(times, 2 * count);
      sizes = Arrays.copyOf(sizes, 2 * count);
      offsets = Arrays.copyOf(offsets, 2 * count);
      syncs = Arrays.copyOf(syncs, 2 * count);
    }
    times[count] = time;
    sizes[count] = sizeBytes;
    offsets[count] = compositionOffset;
    syncs[count] = sync;
    count++;
    lastDuration = durationTicks;
    chunk(at, sizeBytes);
  }

  private void chunk(long at, int sizeBytes) {
    if (at != chunkEnd) {
      if (chunks == chunkStarts.length) {
        chunkStarts = Arrays.copyOf(chunkStarts, 2 * chunks);
        chunkSamples = Arrays.copyOf(chunkSamples, 2 * chunks);
      }
      chunkStarts[chunks] = at;
      chunkSamples[chunks] = 0;
      chunks++;
    }
    chunkSamples[chunks - 1]++;
    chunkEnd = at + sizeBytes;
  }

  /** How many samples. */
  public int count() {
    return count;
  }

  /** When the first sample is decoded, in ticks; there must be one. */
  long firstTime() {
    return times[0];
  }

  /** When a picture is shown first, in ticks from the first decoding. */
  long firstShown() {
    long earliest = Long.MAX_VALUE;
    // A picture is not shown before one that many pictures later is decoded.
    for (int i = 0; i < Math.min(count, 64); i++) {
      earliest = Math.min(earliest, times[i] - times[0] + offsets[i]);
    }
    return earliest;
  }

  /** How long it is, in ticks. */
  long duration() {
    return times[count - 1] + lastDuration - times[0];
  }

  /** Writes the tables of a {@code stbl} box, all but the descriptions. */
  void write(BoxWriter out, long mediaAt) {
    timesToSamples(out);
    compositionOffsets(out);
    syncSamples(out);
    int stsz = out.begin("stsz", 0, 0);
    out.i32(0).i32(count);
    for (int i = 0; i < count; i++) {
      out.i32(sizes[i]);
    }
    out.end(stsz);
    chunkSizes(out);
    int co64 = out.begin("co64", 0, 0);
    out.i32(chunks);
    for (int i = 0; i < chunks; i++) {
      out.i64(mediaAt + chunkStarts[i]);
    }
    out.end(co64);
  }

  private long durationOf(int sample) {
    long ticks = sample + 1 < count ? times[sample + 1] - times[sample] : lastDuration;
    return Math.min(ticks, Integer.MAX_VALUE);
  }

  private void timesToSamples(BoxWriter out) {
    int stts = out.begin("stts", 0, 0);
    int entriesAt = out.position();
    out.i32(0);
    int entries = 0;
    for (int i = 0; i < count; entries++) {
      int first = i;
      long ticks = durationOf(i);
      while (i < count && durationOf(i) == ticks) {
        i++;
      }
      out.i32(i - first).i32((int) ticks);
    }
    out.i32At(entriesAt, entries);
    out.end(stts);
  }

  private void compositionOffsets(BoxWriter out) {
    boolean needed = false;
    for (int i = 0; i < count; i++) {
      needed |= offsets[i] != 0;
    }
    if (!needed) {
      return;
    }
    int ctts = out.begin("ctts", 1, 0);
    int entriesAt = out.position();
    out.i32(0);
    int entries = 0;
    for (int i = 0; i < count; entries++) {
      int first = i;
      while (i < count && offsets[i] == offsets[first]) {
        i++;
      }
      out.i32(i - first).i32(offsets[first]);
    }
    out.i32At(entriesAt, entries);
    out.end(ctts);
  }

  /** Without the box every sample is one. */
  private void syncSamples(BoxWriter out) {
    int syncCount = 0;
    for (int i = 0; i < count; i++) {
      syncCount += syncs[i] ? 1 : 0;
    }
    if (syncCount == count) {
      return;
    }
    int stss = out.begin("stss", 0, 0);
    out.i32(syncCount);
    for (int i = 0; i < count; i++) {
      if (syncs[i]) {
        out.i32(i + 1);
      }
    }
    out.end(stss);
  }

  private void chunkSizes(BoxWriter out) {
    int stsc = out.begin("stsc", 0, 0);
    int entriesAt = out.position();
    out.i32(0);
    int entries = 0;
    for (int i = 0; i < chunks; i++) {
      if (i == 0 || chunkSamples[i] != chunkSamples[i - 1]) {
        out.i32(i + 1).i32(chunkSamples[i]).i32(1);
        entries++;
      }
    }
    out.i32At(entriesAt, entries);
    out.end(stsc);
  }
}
