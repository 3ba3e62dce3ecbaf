package io.iocp.streaming.media.ts;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;

/**
 * Sound: any number of frames in each PES packet, the last of which may end in the next. The stamp
 * belongs to the first that starts in the packet; the times of the others are computed, and go on
 * without gaps as long as the stamps agree within half a frame.
 */
final class AudioStream extends ElementaryStream {

  private final AudioFrames frames;
  private final ByteAccumulator content;

  // In samples of the track: where the next frame is when there are no gaps.
  private long expected = -1;
  private int sampleRate;

  AudioStream(
      ProgramMap.Entry entry, int id, ProgramClock clock, TrackGate gate, CollectingMemory memory) {
    super(entry, id, clock, gate, memory);
    this.frames = AudioFrames.of(entry);
    this.content = new ByteAccumulator(memory);
  }

  @Override
  void damaged() {
    content.clear();
  }

  @Override
  boolean isExhausted() {
    return super.isExhausted() || content.isExhausted();
  }

  @Override
  void access(ByteBuffer next, long presentation, long decode, SampleSink sink) {
    int begun = content.size();
    content.fill(next, begun + next.remaining());
    if (presentation < 0 && !time().isStarted()) {
      content.clear();
      return;
    }
    long at = place(presentation);
    ByteBuffer bytes = content.bytes();
    long ticks = 0;
    boolean stamped = false;
    while (frames.next(bytes)) {
      Track track = frames.track(id());
      setTrack(track);
      if (track.sampleRate() != sampleRate) {
        sampleRate = track.sampleRate();
        expected = -1;
        stamped = false;
      }
      if (!stamped && frames.start() >= begun) {
        stamped = true;
        agree(at);
      }
      if (expected < 0) {
        // The rest of a frame whose start was before all that is known.
        continue;
      }
      Sample sample = new Sample(track, expected, expected, frames.samples(), true, frames.data());
      expected += frames.samples();
      ticks += (long) frames.samples() * ProgramClock.TIMESCALE / track.sampleRate();
      emit(sample, sink);
    }
    time().lasts(ticks);
    keep(bytes);
  }

  /** Goes where the stamp is, unless that is where the samples go on within half a frame. */
  private void agree(long at) {
    long stamped =
        at / ProgramClock.TIMESCALE * sampleRate
            + at % ProgramClock.TIMESCALE * sampleRate / ProgramClock.TIMESCALE;
    if (expected < 0 || 2 * Math.abs(stamped - expected) > frames.samples()) {
      expected = Math.max(expected, stamped);
    }
  }

  /** Keeps the start of a frame that ends in the next packet. */
  private void keep(ByteBuffer bytes) {
    byte[] rest = new byte[Math.min(bytes.remaining(), AudioFrames.MAX_BYTES)];
    bytes.get(bytes.limit() - rest.length, rest);
    content.clear();
    content.add(rest);
  }

  @Override
  void close() {
    super.close();
    content.clear();
  }
}
