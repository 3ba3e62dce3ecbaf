package io.iocp.streaming.ingest.udp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.statistics.Counters;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Packets are told apart by their last byte; {@code |} stands for a gap. */
class TransportDatagramsTest {

  private static final int PACKET = 188;
  private static final String GAP = "|";

  private final Counters<UdpCounter> counters = new Counters<>(UdpCounter.class);
  private final TransportDatagrams datagrams = new TransportDatagrams(counters);
  private final List<String> out = new ArrayList<>();
  private long nowNanos;

  private final TransportSink sink =
      new TransportSink() {
        @Override
        public void bytes(ByteBuffer bytes) {
          assertThat(bytes.remaining() % PACKET).isZero();
          while (bytes.hasRemaining()) {
            assertThat(bytes.get()).isEqualTo((byte) 0x47);
            bytes.position(bytes.position() + PACKET - 2);
            out.add(Integer.toString(bytes.get() & 0xFF));
          }
        }

        @Override
        public void gap() {
          out.add(GAP);
        }
      };

  private static byte[] packets(int... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * PACKET);
    for (int i = 0; i < numbers.length; i++) {
      bytes.put(i * PACKET, (byte) 0x47).put(i * PACKET + PACKET - 1, (byte) numbers[i]);
    }
    return bytes.array();
  }

  private static ByteBuffer rtp(int sequence, String more, byte[] payload) {
    byte[] header =
        HexFormat.of().parseHex("8021" + HexFormat.of().toHexDigits((short) sequence) + more);
    return ByteBuffer.allocate(header.length + payload.length).put(header).put(payload).flip();
  }

  /** A packet whose content is its sequence number. */
  private void rtp(int... sequences) {
    for (int sequence : sequences) {
      take(rtp(sequence, "0000000000000001", packets(sequence & 0xFF)));
    }
  }

  private void take(ByteBuffer datagram) {
    datagrams.take(datagram, nowNanos, sink);
  }

  private long count(UdpCounter counter) {
    return counters.count(counter);
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  @Test
  void rtpInOrderPassesAtOnce() {
    rtp(7, 8, 9);
    assertThat(out).containsExactly("7", "8", "9");
    assertThat(counters.asMap()).allSatisfy((counter, count) -> assertThat(count).isZero());
  }

  @Test
  void sequenceNumbersWrap() {
    rtp(65_534, 0, 65_535, 1);
    assertThat(out).containsExactly("254", "255", "0", "1");
    assertThat(count(UdpCounter.RTP_REORDERED)).isEqualTo(1);
  }

  @Test
  void whatComesOutOfOrderIsPutInOrder() {
    rtp(1, 4, 3, 2, 6, 5);
    assertThat(out).isEqualTo(numbers(1, 7));
    assertThat(count(UdpCounter.RTP_LOST)).isZero();
  }

  @Test
  void onePacketThatIsMissingIsAGapWhenTheOthersHaveWaitedLongEnough() {
    rtp(1, 3);
    nowNanos += ReorderWindow.WAIT_NANOS - 1;
    rtp(4);
    assertThat(out).containsExactly("1");
    nowNanos++;
    rtp(5);
    assertThat(out).containsExactly("1", GAP, "3", "4", "5");
    rtp(2);
    assertThat(out).hasSize(5);
    assertThat(count(UdpCounter.RTP_LOST)).isEqualTo(1);
    assertThat(count(UdpCounter.RTP_LATE)).isEqualTo(1);
  }

  @Test
  void theWindowIsBounded() {
    rtp(0);
    rtp(IntStream.range(2, 2 + ReorderWindow.PACKETS).toArray());
    List<String> expected = new ArrayList<>(List.of("0", GAP));
    expected.addAll(numbers(2, 2 + ReorderWindow.PACKETS));
    assertThat(out).isEqualTo(expected);
    rtp(200);
    rtp(200 + 1);
    assertThat(out).endsWith(GAP);
    // The farthest that may still come is as far back as the window is long.
    rtp(IntStream.range(200 - ReorderWindow.PACKETS + 2, 200).toArray());
    assertThat(out.subList(out.size() - ReorderWindow.PACKETS, out.size()))
        .isEqualTo(numbers(202 - ReorderWindow.PACKETS, 202));
    assertThat(count(UdpCounter.RTP_LOST)).isEqualTo(1 + (202 - ReorderWindow.PACKETS) - 34);
  }

  @Test
  void whatComesTwiceCountsOnce() {
    rtp(1, 1, 3, 3, 2, 2);
    assertThat(out).containsExactly("1", "2", "3");
    assertThat(count(UdpCounter.RTP_LATE)).isEqualTo(3);
  }

  @Test
  void aSenderThatBeginsAnewIsAGap() {
    rtp(1, 3);
    take(rtp(9_000, "0000000000000002", packets(50)));
    rtp(30_000);
    assertThat(out).containsExactly("1", GAP, "3", GAP, "50", GAP, "48");
    assertThat(count(UdpCounter.RTP_LATE)).isZero();
  }

  @Test
  void oneThatGoesBackALittleForGoodIsTakenUpAgain() {
    rtp(1000);
    rtp(IntStream.range(500, 500 + ReorderWindow.PACKETS + 1).toArray());
    assertThat(out.subList(0, 2)).containsExactly("232", GAP);
    assertThat(out).hasSize(3);
  }

  @Test
  void headersOfAnySizeArePassedOver() {
    // Two contributing sources, an extension of one word, four bytes of padding.
    byte[] header = HexFormat.of().parseHex("b22100010000000000000001" + "0000000a0000000b");
    ByteBuffer datagram =
        ByteBuffer.allocate(400)
            .put(header)
            .put(HexFormat.of().parseHex("bede000111223344"))
            .put(packets(5))
            .put(HexFormat.of().parseHex("00000004"))
            .flip();
    assertThat(TransportDatagrams.isTransport(datagram)).isTrue();
    take(datagram);
    assertThat(out).containsExactly("5");
  }

  @Test
  void whatIsNoTransportStreamIsCounted() {
    for (String hex : List.of("", "80", "8021000100000000000000", "9f21000100000000000000014700")) {
      ByteBuffer datagram = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
      assertThat(TransportDatagrams.isTransport(datagram)).as(hex).isFalse();
      take(datagram);
    }
    take(rtp(1, "0000000000000001", new byte[PACKET]));
    take(rtp(1, "0000000000000001", new byte[PACKET - 1]));
    assertThat(out).isEmpty();
    assertThat(count(UdpCounter.NOT_TRANSPORT)).isEqualTo(6);
  }

  @Test
  void anyDatagramsAreEndured() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      TransportDatagrams victim = new TransportDatagrams(counters);
      for (int i = 0; i < 50; i++) {
        boolean rtp = random.nextInt(3) > 0;
        byte[] payload = packets(new int[1 + random.nextInt(7)]);
        byte[] bytes =
            rtp ? rtp(random.nextInt(100), "0000000000000001", payload).array() : payload;
        for (int damage = random.nextInt(3); damage > 0; damage--) {
          bytes[random.nextInt(random.nextBoolean() ? 16 : bytes.length)] = (byte) random.nextInt();
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
        TransportDatagrams.isTransport(ByteBuffer.wrap(bytes, 0, length));
        victim.take(
            ByteBuffer.wrap(bytes, 0, length), random.nextInt(i + 1) * 10_000_000L, ignoring());
      }
      victim.end(ignoring());
    }
    assertThat(count(UdpCounter.RTP_LOST)).isPositive();
    assertThat(count(UdpCounter.NOT_TRANSPORT)).isPositive();
  }

  private static TransportSink ignoring() {
    return new TransportSink() {
      @Override
      public void bytes(ByteBuffer bytes) {
        bytes.position(bytes.limit());
      }

      @Override
      public void gap() {}
    };
  }

  @Test
  void plainPacketsPassAsTheyCome() {
    take(ByteBuffer.wrap(packets(1, 2, 3, 4, 5, 6, 7)));
    take(ByteBuffer.wrap(packets(8)));
    assertThat(out).isEqualTo(numbers(1, 9));
  }

  @Test
  void aPlainDatagramMayEndInAPacketAndALostOneIsSeenByWhereTheNextStarts() {
    byte[] stream = packets(IntStream.range(0, 40).toArray());
    List<ByteBuffer> cut = new ArrayList<>();
    for (int at = 0; at < stream.length; at += 1472) {
      cut.add(ByteBuffer.wrap(stream, at, Math.min(1472, stream.length - at)).slice());
    }
    List<String> gaps = new ArrayList<>();
    ByteBuffer whole = ByteBuffer.allocate(stream.length + 1472);
    TransportSink collecting =
        new TransportSink() {
          @Override
          public void bytes(ByteBuffer bytes) {
            whole.put(bytes);
          }

          @Override
          public void gap() {
            gaps.add("at " + whole.position());
            whole.position(whole.position() / PACKET * PACKET);
          }
        };
    cut.remove(2);
    cut.forEach(datagram -> datagrams.take(datagram, 0, collecting));
    assertThat(gaps).containsExactly("at 2944");
    // Whole packets, but for those that were in the lost datagram or cut by it.
    List<Integer> numbers = new ArrayList<>();
    for (int at = 0; at < whole.position(); at += PACKET) {
      assertThat(whole.get(at)).isEqualTo((byte) 0x47);
      numbers.add((int) whole.get(at + PACKET - 1));
    }
    List<Integer> expected = new ArrayList<>(IntStream.range(0, 15).boxed().toList());
    IntStream.range(24, 40).forEach(expected::add);
    assertThat(numbers).isEqualTo(expected);
  }
}
