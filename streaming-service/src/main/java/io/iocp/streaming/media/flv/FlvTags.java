package io.iocp.streaming.media.flv;

import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes tracks and samples out of the bodies of FLV's audio and video tags, which are the bodies of
 * RTMP's audio and video messages too.
 *
 * <p>Accepted are H.264, AAC and MP3 as FLV 10.1 has them, and H.264, H.265, AV1, VP9, VP8, AAC,
 * MP3 and Opus as Enhanced RTMP v2 has them; one picture track and one sound track. Times are
 * milliseconds that go on where timestamps wrap, and where they jump.
 *
 * <p>The tracks are announced with the first sample for which all expected tracks are known. Until
 * then samples wait, a second at most; a track that turns up later is announced later, and so is
 * one whose configuration changes. Samples of a track that has no configuration yet are dropped.
 *
 * <p>Not thread-safe: one caller at a time.
 */
public final class FlvTags {

  /** Ticks a second of all tracks: FLV counts milliseconds. */
  static final int TIMESCALE = 1_000;

  private static final int VIDEO_ID = 1;
  private static final int AUDIO_ID = 2;

  private final FlvTrack video;
  private final FlvTrack audio;
  private final HeldSamples held;
  private boolean videoExpected = true;
  private boolean audioExpected = true;
  private boolean waiting = true;

  /** What the sink was told last; empty before. */
  private List<Track> announced = List.of();

  /**
   * Expects both a picture track and a sound track.
   *
   * @param memory shared by all readers; for samples that wait
   */
  public FlvTags(MediaLimits limits, CollectingMemory memory) {
    this.video = new FlvTrack(VIDEO_ID, limits.maxHeaderBytes());
    this.audio = new FlvTrack(AUDIO_ID, limits.maxHeaderBytes());
    this.held = new HeldSamples(memory, limits.maxFrameBytes());
  }

  /**
   * Says which tracks to wait for. Others are taken all the same, when they come.
   *
   * @param expectVideo whether there is to be a picture track
   * @param expectAudio whether there is to be a sound track
   */
  public void expect(boolean expectVideo, boolean expectAudio) {
    videoExpected = expectVideo;
    audioExpected = expectAudio;
  }

  /**
   * Takes the body of a video tag.
   *
   * @param timestampMillis the tag's timestamp, unsigned
   * @param body all of it; its position may be moved
   * @param sink called for what this body completes
   * @return consumed, or why the stream is refused; the reason names no place in the stream
   */
  public ReadOutcome video(int timestampMillis, ByteBuffer body, SampleSink sink) {
    return take(FlvVideo.packet(body), video, audio, timestampMillis, sink);
  }

  /** Takes the body of an audio tag; as {@link #video} does. */
  public ReadOutcome audio(int timestampMillis, ByteBuffer body, SampleSink sink) {
    return take(FlvAudio.packet(body), audio, video, timestampMillis, sink);
  }

  /** Nothing more comes: what waits for another track is handed on. */
  public void flush(SampleSink sink) {
    if (waiting) {
      waiting = false;
      announce(sink);
      held.release(announced, sink);
    }
  }

  /** Gives back memory that is not its own; nothing is read any more. */
  public void close() {
    held.clear();
  }

  private ReadOutcome take(
      FlvPacket packet, FlvTrack track, FlvTrack other, int timestampMillis, SampleSink sink) {
    if (!packet.outcome().consumed()) {
      return packet.outcome();
    }
    return switch (packet.kind()) {
      case CONFIGURATION -> track.configure(packet.codec(), packet.payload());
      case SAMPLE -> {
        Track known = track.trackOf(packet.codec(), packet.payload());
        if (known != null && packet.payload().hasRemaining()) {
          long time = track.times().next(timestampMillis, other.times());
          pass(sample(known, packet, track.data(packet.codec(), packet.payload()), time), sink);
        }
        yield ReadOutcome.CONSUMED;
      }
      case IGNORED -> ReadOutcome.CONSUMED;
    };
  }

  private static Sample sample(Track track, FlvPacket packet, ByteBuffer data, long decodeTime) {
    return new Sample(
        track,
        decodeTime,
        decodeTime + packet.compositionMillis(),
        0,
        FlvSample.isSync(track.codec(), packet.keyframe(), data),
        data);
  }

  private void pass(Sample sample, SampleSink sink) {
    if (waiting) {
      if (!allKnown() && held.tryHold(sample)) {
        return;
      }
      waiting = false;
      announce(sink);
      held.release(announced, sink);
    }
    announce(sink);
    sink.sample(sample);
  }

  private boolean allKnown() {
    return (!videoExpected || video.track() != null) && (!audioExpected || audio.track() != null);
  }

  private void announce(SampleSink sink) {
    List<Track> known = new ArrayList<>();
    for (FlvTrack each : List.of(video, audio)) {
      Track track = each.track();
      if (track != null) {
        known.add(track);
      }
    }
    if (!isAnnounced(known)) {
      announced = List.copyOf(known);
      sink.tracks(announced);
    }
  }

  /** Compares identities: a track is made anew only when something about it has changed. */
  private boolean isAnnounced(List<Track> known) {
    if (known.size() != announced.size()) {
      return false;
    }
    for (int i = 0; i < known.size(); i++) {
      if (!known.get(i).equals(announced.get(i))) {
        return false;
      }
    }
    return true;
  }
}
