package io.iocp.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordPiecesTest {

  private static final int SLOT = 4096;

  private final BufferPool pool =
      new BufferPool(
          new BufferPoolOptions(64 << 10, 64 << 10, List.of(SLOT)), AddressResolver.NONE);
  private final RecordPieces pieces = new RecordPieces();

  @AfterEach
  void allBuffersAreFree() {
    pieces.clear();
    assertThat(pool.statistics().used()).isZero();
  }

  private SharedBuffer piece(byte[] bytes, int from, int to) {
    SharedBuffer piece = pool.tryAcquire(SLOT);
    assertThat(piece).isNotNull();
    piece.memory().put(bytes, from, to - from);
    piece.region(0, to - from);
    return piece;
  }

  /** A record of application data with that many bytes of the same value. */
  private static byte[] record(int fragmentBytes, int value) {
    byte[] record = new byte[5 + fragmentBytes];
    Arrays.fill(record, (byte) value);
    record[0] = 23;
    record[1] = 3;
    record[2] = 3;
    record[3] = (byte) (fragmentBytes >> 8);
    record[4] = (byte) fragmentBytes;
    return record;
  }

  private static byte[] filled(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] takeAll(List<SharedBuffer> buffers) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (SharedBuffer buffer : buffers) {
      byte[] bytes = new byte[buffer.length()];
      // As handlers do with what is theirs.
      buffer.memory().limit(buffer.start() + buffer.length()).position(buffer.start());
      buffer.view().get(bytes);
      all.writeBytes(bytes);
      buffer.release();
    }
    return all.toByteArray();
  }

  @Test
  void plaintextTakesTheMemoryOfItsRecordAndLeavesTheNextOneWhole() {
    byte[] first = record(1000, 1);
    byte[] second = record(2000, 2);
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    pieces.add(piece(both, 0, both.length));
    assertThat(pieces.recordBytes()).isEqualTo(first.length);
    List<SharedBuffer> plain = pieces.replace(first.length, filled(980, 7), 980);
    assertThat(plain).hasSize(1);
    assertThat(pool.statistics().used()).isOne();
    assertThat(pieces.recordBytes()).isEqualTo(second.length);
    assertThat(pieces.canGiveMemory()).as("while somebody reads what was in front").isFalse();
    byte[] copy = new byte[second.length];
    pieces.copyTo(copy, copy.length);
    assertThat(copy).isEqualTo(second);
    assertThat(takeAll(plain)).isEqualTo(filled(980, 7));
    assertThat(pieces.canGiveMemory()).isTrue();
    assertThat(takeAll(pieces.replace(second.length, filled(1990, 8), 1990)))
        .isEqualTo(filled(1990, 8));
    assertThat(pieces.isEmpty()).isTrue();
  }

  @Test
  void theBeginOfARecordMovesIntoTheSmallestSlot() {
    BufferPool sizes =
        new BufferPool(
            new BufferPoolOptions(128 << 10, 64 << 10, List.of(SLOT, 16 << 10)),
            AddressResolver.NONE);
    byte[] record = record(9000, 3);
    SharedBuffer first = sizes.tryAcquire(16 << 10);
    first.memory().put(record, 0, 1);
    first.region(0, 1);
    pieces.add(first);
    pieces.shrink(sizes);
    assertThat(sizes.statistics().usedBytes()).isEqualTo(SLOT);
    SharedBuffer rest = sizes.tryAcquire(16 << 10);
    rest.memory().put(record, 1, record.length - 1);
    rest.region(0, record.length - 1);
    pieces.add(rest);
    pieces.shrink(sizes);
    assertThat(pieces.recordBytes()).isEqualTo(record.length);
    byte[] copy = new byte[record.length];
    pieces.copyTo(copy, copy.length);
    assertThat(copy).isEqualTo(record);
    pieces.clear();
    assertThat(sizes.statistics().used()).isZero();
  }

  @Test
  void whatArrivesBehindAPartThatWasHandedUpIsKeptApart() {
    byte[] first = record(100, 1);
    byte[] second = record(300, 2);
    byte[] begin = Arrays.copyOf(first, first.length + 50);
    System.arraycopy(second, 0, begin, first.length, 50);
    pieces.add(piece(begin, 0, begin.length));
    List<SharedBuffer> plain = pieces.replace(first.length, filled(80, 7), 80);
    pieces.add(piece(second, 50, second.length));
    byte[] copy = new byte[second.length];
    pieces.copyTo(copy, copy.length);
    assertThat(copy).isEqualTo(second);
    assertThat(takeAll(plain)).isEqualTo(filled(80, 7));
    assertThat(pieces.recordBytes()).isEqualTo(second.length);
  }

  @Test
  void recordsCutAnywhereComeOutInOrder() {
    Random random = new Random(4);
    for (int round = 0; round < 300; round++) {
      List<byte[]> records = new ArrayList<>();
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        records.add(record(22 + random.nextInt(7000), random.nextInt(256)));
        stream.writeBytes(records.get(records.size() - 1));
      }
      byte[] bytes = stream.toByteArray();
      int next = 0;
      int from = 0;
      List<SharedBuffer> kept = new ArrayList<>();
      while (next < records.size()) {
        int length = pieces.recordBytes();
        if (length == RecordPieces.INCOMPLETE) {
          int to = Math.min(bytes.length, from + 1 + random.nextInt(SLOT));
          pieces.add(piece(bytes, from, to));
          from = to;
          continue;
        }
        byte[] expected = records.get(next++);
        byte[] copy = new byte[length];
        pieces.copyTo(copy, length);
        assertThat(copy).isEqualTo(expected);
        byte[] plaintext = filled(length - 22, next);
        if (pieces.canGiveMemory() && random.nextBoolean()) {
          List<SharedBuffer> plain = pieces.replace(length, plaintext, plaintext.length);
          if (random.nextInt(3) == 0) {
            kept.addAll(plain);
          } else {
            assertThat(takeAll(plain)).isEqualTo(plaintext);
          }
        } else {
          pieces.skip(length);
        }
      }
      assertThat(pieces.isEmpty()).isTrue();
      kept.forEach(SharedBuffer::release);
      assertThat(pool.statistics().used()).isZero();
    }
  }
}
