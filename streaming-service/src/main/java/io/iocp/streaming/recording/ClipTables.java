package io.iocp.streaming.recording;

import io.iocp.streaming.media.mp4.SampleTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The samples of a clip and where they lie, up to its end. Not thread-safe. */
final class ClipTables {

  /** Some eight hours of pictures and sound. */
  private static final int MAX_SAMPLES = 2_000_000;

  private final Map<Long, SampleTable> tables = new HashMap<>();
  private final List<SampleTable> order = new ArrayList<>();
  private final Extents extents = new Extents();
  private final double lengthSeconds;
  private double startSeconds = Double.NaN;
  private int samples;

  /**
   * @param lengthSeconds how much of it is wanted, by the times of its samples
   */
  ClipTables(double lengthSeconds) {
    this.lengthSeconds = lengthSeconds;
  }

  /**
   * Adds a sample, unless it is behind the end.
   *
   * @param time when it is decoded, in ticks
   * @param file number of its segment's file
   * @param at where it lies there
   */
  void add(
      long trackId,
      int timescale,
      long time,
      long durationTicks,
      long compositionOffset,
      boolean sync,
      long sizeBytes,
      int file,
      long at) {
    double seconds = (double) time / timescale;
    if (Double.isNaN(startSeconds)) {
      startSeconds = seconds;
    }
    if (seconds - startSeconds >= lengthSeconds) {
      return;
    }
    if (++samples > MAX_SAMPLES) {
      throw new TooMany();
    }
    SampleTable table = tables.get(trackId);
    if (table == null) {
      table = new SampleTable(trackId);
      tables.put(trackId, table);
      order.add(table);
    }
    table.add(
        time,
        durationTicks,
        (int) compositionOffset,
        sync,
        (int) sizeBytes,
        extents.add(file, at, sizeBytes));
  }

  /** More samples than a clip may have. */
  static final class TooMany extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooMany() {
      super("the part is too long for one file: choose a shorter one");
    }
  }

  List<SampleTable> tables() {
    return order;
  }

  Extents extents() {
    return extents;
  }
}
