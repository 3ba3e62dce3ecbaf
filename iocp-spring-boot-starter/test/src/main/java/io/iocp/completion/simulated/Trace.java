package io.iocp.completion.simulated;

import java.util.ArrayList;
import java.util.List;

/** What happened, in order: as a hash always, as text if wanted. */
public final class Trace {

  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private final boolean recording;
  private final List<String> lines = new ArrayList<>();
  private long hash;
  private long events;

  public Trace(boolean recording) {
    this.recording = recording;
  }

  /** Notes that something happened to a numbered thing. */
  public void note(long nanos, String what, long id, long value) {
    events++;
    hash = mix(mix(mix(mix(hash, nanos), what.hashCode()), id), value);
    if (recording) {
      lines.add(nanos / 1000 + " µs  " + what + " #" + id + " " + value);
    }
  }

  private static long mix(long hash, long value) {
    long mixed = (hash ^ value) * FACTOR;
    return mixed ^ (mixed >>> 29);
  }

  /** The same for the same events. */
  public long hash() {
    return hash;
  }

  /** Events noted. */
  public long events() {
    return events;
  }

  /** The events in words; empty unless they are recorded. */
  public List<String> lines() {
    return lines;
  }
}
