package io.iocp.streaming.ingest.udp.protocol;

import io.iocp.statistics.Counters;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one stream of MPEG-TS of the datagrams of one sender. They carry it as it is, cut at
 * packets or anywhere, or in RTP (RFC 2250), whose sequence numbers put it back in order.
 *
 * <p>Of plain datagrams that are cut at packets a missing one is seen by the reader, by continuity
 * counters. Of those that are cut anywhere it is seen here: packets do not start where they should.
 *
 * <p>Not thread-safe.
 */
public final class TransportDatagrams {

  private static final int PACKET_BYTES = 188;
  private static final byte SYNC = 0x47;

  private final Counters<UdpCounter> counters;
  private final ReorderWindow window;
  // Of RTP.
  private int source;
  private boolean hasSource;
  // Bytes of a packet that was begun by the last plain datagram; below zero before the first.
  private int begun = -1;

  /**
   * @param counters of the stream
   */
  public TransportDatagrams(Counters<UdpCounter> counters) {
    this.counters = counters;
    this.window = new ReorderWindow(counters);
  }

  /** Whether there is MPEG-TS in a datagram, which stays as it is. */
  public static boolean isTransport(ByteBuffer datagram) {
    if (!RtpPacket.isRtp(datagram)) {
      return firstPacket(datagram) >= 0;
    }
    RtpPacket packet = RtpPacket.parse(datagram);
    return packet != null && isWhole(packet.payload());
  }

  /**
   * Takes the next datagram.
   *
   * @param nowNanos when it came
   */
  public void take(ByteBuffer datagram, long nowNanos, TransportSink sink) {
    if (RtpPacket.isRtp(datagram)) {
      takeRtp(RtpPacket.parse(datagram), nowNanos, sink);
    } else {
      takePlain(datagram, sink);
    }
  }

  private void takeRtp(@Nullable RtpPacket packet, long nowNanos, TransportSink sink) {
    if (packet == null || !isWhole(packet.payload())) {
      counters.increment(UdpCounter.NOT_TRANSPORT);
      return;
    }
    if (!hasSource || source != packet.source()) {
      window.restart(sink);
      hasSource = true;
      source = packet.source();
    }
    window.take(packet, nowNanos, sink);
  }

  private void takePlain(ByteBuffer datagram, TransportSink sink) {
    int first = begun <= 0 ? 0 : PACKET_BYTES - begun;
    if (!datagram.hasRemaining() || !isAligned(datagram, first)) {
      first = firstPacket(datagram);
      if (begun > 0 || (begun == 0 && first != 0)) {
        sink.gap();
      }
      if (first < 0) {
        counters.increment(UdpCounter.NOT_TRANSPORT);
        begun = Math.min(begun, 0);
        return;
      }
      datagram.position(datagram.position() + first);
      first = 0;
    }
    begun = Math.floorMod(datagram.remaining() - first, PACKET_BYTES);
    sink.bytes(datagram);
  }

  /** Nothing more comes: hands on what waits. */
  public void end(TransportSink sink) {
    window.restart(sink);
  }

  /** Whether nothing but whole packets is in there. */
  private static boolean isWhole(ByteBuffer payload) {
    return payload.hasRemaining()
        && payload.remaining() % PACKET_BYTES == 0
        && isAligned(payload, 0);
  }

  /** Whether packets start at that offset and behind it. */
  private static boolean isAligned(ByteBuffer bytes, int offset) {
    for (int at = bytes.position() + offset; at < bytes.limit(); at += PACKET_BYTES) {
      if (bytes.get(at) != SYNC) {
        return false;
      }
    }
    return true;
  }

  /** Where the first of two packets starts, or of one that fills the datagram; -1 if nowhere. */
  private static int firstPacket(ByteBuffer datagram) {
    int most = Math.min(PACKET_BYTES - 1, datagram.remaining() - PACKET_BYTES - 1);
    for (int offset = 0; offset <= most; offset++) {
      if (isAligned(datagram, offset)) {
        return offset;
      }
    }
    return isWhole(datagram) ? 0 : -1;
  }
}
