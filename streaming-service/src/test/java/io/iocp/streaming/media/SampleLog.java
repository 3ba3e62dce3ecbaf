package io.iocp.streaming.media;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Remembers all tracks and samples, and checks what the model promises of them. */
public final class SampleLog implements SampleSink {

  /** A sample with the place of its tracks among all that were announced. */
  public record Entry(int announcement, Track track, long decode, long presentation, boolean sync) {

    /** When it is shown, in seconds. */
    public double seconds() {
      return (double) presentation / track.timescale();
    }
  }

  public final List<List<Track>> announced = new ArrayList<>();
  public final List<Entry> entries = new ArrayList<>();
  private final Map<Integer, Long> lastDecode = new HashMap<>();

  @Override
  public void tracks(List<Track> tracks) {
    require(!tracks.isEmpty(), "there is a track");
    announced.add(tracks);
    lastDecode.clear();
  }

  @Override
  public void sample(Sample sample) {
    require(!announced.isEmpty(), "tracks come before samples");
    List<Track> current = announced.get(announced.size() - 1);
    require(current.contains(sample.track()), "a sample is of an announced track");
    require(sample.data().hasRemaining(), "a sample has content");
    Long before = lastDecode.put(sample.track().id(), sample.decodeTime());
    require(before == null || before <= sample.decodeTime(), "decode time never falls");
    entries.add(
        new Entry(
            announced.size() - 1,
            sample.track(),
            sample.decodeTime(),
            sample.presentationTime(),
            sample.sync()));
  }

  /** The samples of pictures. */
  public List<Entry> video() {
    return entries.stream().filter(entry -> entry.track().codec().isVideo()).toList();
  }

  /** The samples of sound. */
  public List<Entry> audio() {
    return entries.stream().filter(entry -> !entry.track().codec().isVideo()).toList();
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new AssertionError("broken rule: " + rule);
    }
  }
}
