package io.iocp.streaming.fuzz;

import io.iocp.statistics.Counters;
import io.iocp.streaming.ingest.udp.protocol.TransportDatagrams;
import io.iocp.streaming.ingest.udp.protocol.TransportSink;
import io.iocp.streaming.ingest.udp.protocol.UdpCounter;
import java.nio.ByteBuffer;

/** Datagrams of MPEG-TS, in RTP or plain: the first two bytes of each in the input are its size. */
public final class DatagramTarget implements TransportSink {

  private static final int LARGEST = 1500;

  private long bytes;

  private DatagramTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    DatagramTarget sink = new DatagramTarget();
    TransportDatagrams datagrams = new TransportDatagrams(new Counters<>(UdpCounter.class));
    ByteBuffer rest = ByteBuffer.wrap(input);
    long now = 0;
    while (rest.remaining() > Short.BYTES) {
      int size = Math.min(rest.remaining() - 2, (rest.getShort() & 0xFFFF) % LARGEST);
      ByteBuffer datagram = rest.slice(rest.position(), size);
      rest.position(rest.position() + size);
      now += (long) size * 100_000;
      datagrams.take(datagram, now, sink);
    }
    datagrams.end(sink);
    ReaderContract.require(sink.bytes <= input.length, "nothing comes out twice");
  }

  @Override
  public void bytes(ByteBuffer piece) {
    bytes += piece.remaining();
  }

  @Override
  public void gap() {
    // Any number of them may be.
  }
}
