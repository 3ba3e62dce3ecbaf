package io.iocp.streaming.media.ts;

import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.ReadOutcome.Status;
import io.iocp.streaming.media.SampleReader;
import io.iocp.streaming.media.SampleSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an MPEG transport stream (ISO/IEC 13818-1): packets of 188 bytes, of the first program
 * H.264, H.265, AAC with ADTS headers, MP3 and Opus.
 *
 * <pre>
 *   packet ─► PAT ─► PMT ─► streams
 *        └─► stream ─► PES packet ─► samples ─► gate ─► sink
 * </pre>
 *
 * <p>What is damaged is dropped: a packet that is missing takes its PES packet with it, and video
 * waits for the next keyframe; where no packet starts, the next one is looked for.
 */
public final class TransportStreamReader implements SampleReader {

  /** Size of a packet. */
  public static final int PACKET_BYTES = 188;

  /** The first byte of each packet. */
  public static final int SYNC = 0x47;

  private static final int HEADER_BYTES = 4;
  private static final int PID_MASK = 0x1FFF;
  private static final int ASSOCIATION_PID = 0;

  private final MediaLimits limits;
  private final CollectingMemory memory;

  /** A packet, and the first byte of the next when that has to tell whether it is one. */
  private final byte[] packet = new byte[PACKET_BYTES + 1];

  private final PsiSection association = new PsiSection();
  private PsiSection map = new PsiSection();
  private int mapPid = -1;
  private int have;
  private boolean searching;
  private int searchedBytes;
  private long packetNumber;
  private long packetOffset;
  private long lostPackets;

  private final ProgramClock clock = new ProgramClock();
  private final TrackGate gate;
  private List<ElementaryStream> streams = List.of();
  private int lastId;
  private @Nullable ReadOutcome refusal;

  public TransportStreamReader(MediaLimits limits, CollectingMemory memory) {
    this.limits = limits;
    this.memory = memory;
    this.gate = new TrackGate(limits.maxFrameBytes(), memory);
  }

  /** Packets that continuity counters have shown to be missing. */
  @Override
  public long lostPackets() {
    return lostPackets;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A packet that was begun is dropped, and so is what all streams have collected: counters
   * alone do not show a loss of 16 packets.
   */
  @Override
  public void gap() {
    packetOffset += have;
    have = 0;
    searching = false;
    streams.forEach(ElementaryStream::lost);
  }

  /**
   * Whether a packet can start like this.
   *
   * @param start at least six bytes from its position on
   */
  public static boolean isPacketStart(ByteBuffer start) {
    int at = start.position();
    int control = start.get(at + 3) >>> 4 & 3;
    int adaptationBytes = start.get(at + 4) & 0xFF;
    return switch (control) {
      case 1 -> start.get(at) == SYNC;
      case 2 -> start.get(at) == SYNC && adaptationBytes == PACKET_BYTES - HEADER_BYTES - 1;
      case 3 -> start.get(at) == SYNC && adaptationBytes < PACKET_BYTES - HEADER_BYTES;
      default -> false;
    };
  }

  @Override
  public ReadOutcome read(ByteBuffer input, SampleSink sink) {
    while (input.hasRemaining()) {
      int target = searching ? PACKET_BYTES + 1 : PACKET_BYTES;
      int count = Math.min(target - have, input.remaining());
      input.get(packet, have, count);
      have += count;
      if (have == target) {
        ReadOutcome outcome = packetComplete(sink);
        if (!outcome.consumed()) {
          return outcome;
        }
      }
    }
    return ReadOutcome.CONSUMED;
  }

  private ReadOutcome packetComplete(SampleSink sink) {
    boolean synced = packet[0] == SYNC && (!searching || packet[PACKET_BYTES] == SYNC);
    if (!synced) {
      return search();
    }
    packet(sink);
    if (refusal == null) {
      checkLimits();
    }
    have -= PACKET_BYTES;
    packet[0] = packet[PACKET_BYTES];
    packetNumber++;
    packetOffset += PACKET_BYTES;
    searching = false;
    searchedBytes = 0;
    return refusal == null ? ReadOutcome.CONSUMED : refusal;
  }

  /** Drops bytes up to the next that may start a packet. */
  private ReadOutcome search() {
    searching = true;
    int next = 1;
    while (next < have && packet[next] != SYNC) {
      next++;
    }
    System.arraycopy(packet, next, packet, 0, have - next);
    have -= next;
    packetOffset += next;
    searchedBytes += next;
    if (searchedBytes > limits.maxHeaderBytes()) {
      return refuse(
          Status.MALFORMED, "no packet starts within " + limits.maxHeaderBytes() + " bytes");
    }
    return ReadOutcome.CONSUMED;
  }

  private ReadOutcome refuse(Status status, String what) {
    String where = "MPEG-TS packet " + packetNumber + " at byte " + packetOffset + ": ";
    refusal = new ReadOutcome(status, where + what);
    return refusal;
  }

  private void packet(SampleSink sink) {
    boolean damaged = (packet[1] & 0x80) != 0;
    boolean starts = (packet[1] & 0x40) != 0;
    int pid = (packet[1] << Byte.SIZE | (packet[2] & 0xFF)) & PID_MASK;
    boolean scrambled = (packet[3] & 0xC0) != 0;
    boolean adaptation = (packet[3] & 0x20) != 0;
    boolean payload = (packet[3] & 0x10) != 0;
    int payloadStart = HEADER_BYTES + (adaptation ? 1 + (packet[4] & 0xFF) : 0);
    if (damaged || scrambled || !payload || payloadStart >= PACKET_BYTES) {
      // Where this was payload of ours, the next counter shows that it is missing.
      return;
    }
    boolean discontinuity = adaptation && payloadStart > 5 && (packet[5] & 0x80) != 0;
    ByteBuffer bytes = ByteBuffer.wrap(packet, payloadStart, PACKET_BYTES - payloadStart);
    if (pid == ASSOCIATION_PID) {
      association.packet(bytes, starts, this::readAssociation);
    } else if (pid == mapPid) {
      map.packet(bytes, starts, section -> readMap(section, sink));
    } else {
      media(pid, bytes, starts, discontinuity, sink);
    }
  }

  private void readAssociation(ByteBuffer section) {
    int pid = ProgramMap.mapPid(section);
    if (pid > 0 && pid != mapPid) {
      mapPid = pid;
      map = new PsiSection();
    }
  }

  private void readMap(ByteBuffer section, SampleSink sink) {
    ProgramMap read = ProgramMap.parse(section);
    if (read == null) {
      return;
    }
    if (read.streams().isEmpty()) {
      // One that comes later may be of a publisher that has only begun to change.
      if (streams.isEmpty()) {
        refuse(Status.UNSUPPORTED, read.other() + "; send H.264, H.265, AAC (ADTS), MP3, Opus");
      }
      return;
    }
    if (read.streams().equals(streams.stream().map(ElementaryStream::entry).toList())) {
      return;
    }
    List<ElementaryStream> next = new ArrayList<>();
    for (ProgramMap.Entry entry : read.streams()) {
      ElementaryStream known = streamOf(entry.pid());
      if (known == null || !known.entry().equals(entry)) {
        known = ElementaryStream.of(entry, ++lastId, clock, gate, memory);
      }
      next.add(known);
    }
    for (ElementaryStream stream : streams) {
      if (!next.contains(stream)) {
        stream.complete(sink);
        stream.close();
      }
    }
    streams = List.copyOf(next);
    gate.streams(streams);
  }

  private @Nullable ElementaryStream streamOf(int pid) {
    for (ElementaryStream stream : streams) {
      if (stream.entry().pid() == pid) {
        return stream;
      }
    }
    return null;
  }

  private void media(
      int pid, ByteBuffer bytes, boolean starts, boolean discontinuity, SampleSink sink) {
    ElementaryStream stream = streamOf(pid);
    if (stream == null) {
      return;
    }
    int missing = stream.missing(packet[3] & 0x0F, discontinuity);
    if (missing < 0) {
      return;
    }
    if (missing > 0) {
      lostPackets += missing;
      stream.lost();
    }
    stream.payload(bytes, starts, sink);
    if (stream.size() > limits.maxFrameBytes()) {
      refuse(Status.TOO_LARGE, "a PES packet of more than " + limits.maxFrameBytes() + " bytes");
    } else if (stream.isExhausted() || gate.isExhausted()) {
      refusal = ReadOutcome.OUT_OF_MEMORY;
    }
  }

  /** A stream in which nothing can be recognised is not read for ever. */
  private void checkLimits() {
    if (!gate.isOpen() && packetOffset > limits.maxChunkBytes()) {
      refuse(Status.UNSUPPORTED, "no stream whose configuration is known yet");
    }
  }

  @Override
  public ReadOutcome flush(SampleSink sink) {
    for (ElementaryStream stream : streams) {
      stream.complete(sink);
    }
    if (!gate.isOpen()) {
      gate.release(sink);
    }
    return ReadOutcome.CONSUMED;
  }

  @Override
  public void close() {
    streams.forEach(ElementaryStream::close);
    gate.clear();
  }
}
