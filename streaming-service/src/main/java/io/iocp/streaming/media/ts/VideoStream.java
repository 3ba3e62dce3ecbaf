package io.iocp.streaming.media.ts;

import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.codec.AccessUnit;
import io.iocp.streaming.media.codec.NalUnits;
import java.nio.ByteBuffer;

/** H.264 or H.265, one picture in each PES packet. After damage it waits for the next keyframe. */
final class VideoStream extends ElementaryStream {

  /** More between decoding and showing is damage. */
  private static final int MAX_COMPOSITION = 10 * ProgramClock.TIMESCALE;

  /** Assumed of the first picture where nothing says how long it is. */
  private static final int FIRST_TICKS = ProgramClock.TIMESCALE / 25;

  private final AccessUnit unit;
  private boolean waiting = true;

  VideoStream(
      ProgramMap.Entry entry, int id, ProgramClock clock, TrackGate gate, CollectingMemory memory) {
    super(entry, id, clock, gate, memory);
    this.unit = new AccessUnit(entry.codec(), memory);
  }

  @Override
  void damaged() {
    waiting = true;
  }

  @Override
  boolean isExhausted() {
    return super.isExhausted() || unit.isExhausted();
  }

  @Override
  void access(ByteBuffer content, long presentation, long decode, SampleSink sink) {
    unit.clear();
    NalUnits.forEachInAnnexB(content, unit::add);
    if (!unit.hasPicture() || (decode < 0 && !time().isStarted())) {
      return;
    }
    long before = time().time();
    boolean first = !time().isStarted();
    long at = place(decode);
    long step = at - before;
    long frameTicks = unit.parameterSets().frameTicks(ProgramClock.TIMESCALE);
    if (first) {
      time().lasts(frameTicks > 0 ? frameTicks : FIRST_TICKS);
    } else if (step > 0) {
      time().lasts(step);
    }
    configure();
    waiting &= !unit.sync() && !unit.recoveryPoint();
    Track track = track();
    if (waiting || track == null) {
      return;
    }
    long composition = decode < 0 ? 0 : ProgramClock.difference(presentation, decode);
    if (Math.abs(composition) > MAX_COMPOSITION) {
      composition = 0;
    }
    emit(new Sample(track, at, at + composition, 0, unit.sync(), unit.data()), sink);
  }

  /** New parameter sets count from the next keyframe on; until then they are in the samples. */
  private void configure() {
    boolean start = unit.sync() || (track() == null && unit.recoveryPoint());
    if (start && unit.parameterSets().isChanged()) {
      Track next = unit.parameterSets().track(id(), ProgramClock.TIMESCALE);
      if (next != null) {
        setTrack(next);
      }
    }
  }

  @Override
  void close() {
    super.close();
    unit.clear();
  }
}
