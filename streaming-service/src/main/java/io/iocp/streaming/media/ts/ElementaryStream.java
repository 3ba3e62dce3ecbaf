package io.iocp.streaming.media.ts;

import io.iocp.streaming.media.ByteAccumulator;
import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a program: puts its PES packets together (ISO/IEC 13818-1, 2.4.3.6) and makes samples
 * of them. What a lost packet has damaged is dropped.
 */
abstract class ElementaryStream {

  private static final int COUNTER_MASK = 0x0F;
  private static final int PES_HEADER_BYTES = 9;
  private static final int START_CODE = 0x000001;
  private static final int STAMP_BYTES = 5;

  private final ProgramMap.Entry entry;
  private final int id;
  private final TrackGate gate;
  private final ProgramClock clock;
  private final ByteAccumulator pes;
  private final ProgramClock.StreamTime time = new ProgramClock.StreamTime();
  private int counter = -1;
  private boolean inPacket;
  private @Nullable Track track;

  ElementaryStream(
      ProgramMap.Entry entry, int id, ProgramClock clock, TrackGate gate, CollectingMemory memory) {
    this.entry = entry;
    this.id = id;
    this.gate = gate;
    this.clock = clock;
    this.pes = new ByteAccumulator(memory);
  }

  static ElementaryStream of(
      ProgramMap.Entry entry, int id, ProgramClock clock, TrackGate gate, CollectingMemory memory) {
    return entry.codec().isVideo()
        ? new VideoStream(entry, id, clock, gate, memory)
        : new AudioStream(entry, id, clock, gate, memory);
  }

  final ProgramMap.Entry entry() {
    return entry;
  }

  final Codec codec() {
    return entry.codec();
  }

  final int id() {
    return id;
  }

  final ProgramClock.StreamTime time() {
    return time;
  }

  /** Null until its configuration is known. */
  final @Nullable Track track() {
    return track;
  }

  final void setTrack(Track next) {
    if (!next.equals(track)) {
      track = next;
      gate.trackChanged();
    }
  }

  /**
   * Checks the continuity counter of a packet with payload.
   *
   * @return -1 for a packet that came before, otherwise how many are missing before it
   */
  final int missing(int nextCounter, boolean discontinuity) {
    int before = counter;
    counter = nextCounter;
    if (before < 0 || discontinuity) {
      return 0;
    }
    return (nextCounter - before & COUNTER_MASK) - 1;
  }

  /** A packet is missing. */
  final void lost() {
    if (inPacket) {
      pes.clear();
      inPacket = false;
    }
    damaged();
  }

  /** Size of the PES packet so far. */
  final int size() {
    return pes.size();
  }

  /** Whether there was no memory for what came. */
  boolean isExhausted() {
    return pes.isExhausted();
  }

  /** Takes the payload of a packet. */
  final void payload(ByteBuffer bytes, boolean starts, SampleSink sink) {
    if (starts) {
      complete(sink);
      inPacket = true;
    }
    if (!inPacket) {
      return;
    }
    pes.fill(bytes, pes.size() + bytes.remaining());
    if (pes.size() >= PES_HEADER_BYTES) {
      int length = pes.bytes().getShort(4) & 0xFFFF;
      if (length > 0 && pes.size() >= length + 6) {
        complete(sink);
      }
    }
  }

  /** Makes samples of what is there; nothing more of it comes. */
  final void complete(SampleSink sink) {
    if (inPacket && pes.size() >= PES_HEADER_BYTES) {
      packet(pes.bytes(), sink);
    }
    pes.clear();
    inPacket = false;
  }

  private void packet(ByteBuffer bytes, SampleSink sink) {
    int length = bytes.getShort(4) & 0xFFFF;
    int headerBytes = PES_HEADER_BYTES + (bytes.get(8) & 0xFF);
    boolean whole = length == 0 || bytes.remaining() >= length + 6;
    if (bytes.getInt(0) >>> 8 != START_CODE || bytes.remaining() < headerBytes || !whole) {
      damaged();
      return;
    }
    int flags = (bytes.get(7) & 0xFF) >>> 6;
    long presentation = -1;
    long decode = -1;
    if ((flags & 2) != 0 && headerBytes >= PES_HEADER_BYTES + STAMP_BYTES) {
      presentation = stamp(bytes, PES_HEADER_BYTES);
      decode = presentation;
    }
    if (flags == 3 && headerBytes >= PES_HEADER_BYTES + 2 * STAMP_BYTES) {
      decode = stamp(bytes, PES_HEADER_BYTES + STAMP_BYTES);
    }
    // A short one may come together with stuffing behind it.
    int end = length == 0 ? bytes.limit() : Math.max(headerBytes, length + 6);
    bytes.limit(end).position(headerBytes);
    access(bytes, presentation, decode, sink);
  }

  /** 33 bits between marker bits. */
  private static long stamp(ByteBuffer bytes, int at) {
    long high = bytes.get(at) >>> 1 & 7L;
    long middle = (bytes.getShort(at + 1) & 0xFFFFL) >>> 1;
    long low = (bytes.getShort(at + 3) & 0xFFFFL) >>> 1;
    return high << 30 | middle << 15 | low;
  }

  /** Where a stamp is on the timeline; without one, behind what came last. */
  final long place(long stamp) {
    return stamp < 0 ? time.advance() : clock.place(time, stamp);
  }

  /** Hands on a sample of the track, whose times have the track's timescale. */
  final void emit(Sample sample, SampleSink sink) {
    gate.sample(sample, time.time(), sink);
  }

  /**
   * The content of a PES packet.
   *
   * @param presentation stamp of when what starts in it is shown, -1 without
   * @param decode stamp of when it is decoded, -1 without
   */
  abstract void access(ByteBuffer content, long presentation, long decode, SampleSink sink);

  /** Something of the stream is missing. */
  abstract void damaged();

  void close() {
    pes.clear();
  }
}
