package io.iocp.streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever a file is cut short, what is whole before the cut is found. */
class WholeChunksTest {

  private static final byte[] FRAGMENT = Boxes.fragment(20);

  @TempDir private Path directory;

  private long end(byte[] content, String format, long from) throws IOException {
    Path file = directory.resolve("cut");
    Files.write(file, content);
    try (FileChannel channel = FileChannel.open(file)) {
      return WholeChunks.end(channel, format, from);
    }
  }

  @Test
  void anMp4FileEndsBehindItsLastWholeMdat() throws IOException {
    byte[] init = Boxes.init();
    byte[] whole = Boxes.concat(init, FRAGMENT, Boxes.box("styp", 8), FRAGMENT);
    for (int length = init.length; length <= whole.length; length++) {
      long expected =
          length == whole.length
              ? whole.length
              : length >= init.length + FRAGMENT.length
                  ? init.length + FRAGMENT.length
                  : init.length;
      assertThat(end(Arrays.copyOf(whole, length), "fmp4", init.length))
          .as("%s bytes", length)
          .isEqualTo(expected);
    }
  }

  @Test
  void aWebmFileEndsBehindItsLastWholeBlock() throws IOException {
    // A Cluster of unknown size with its Timestamp, two SimpleBlocks; another Cluster, a BlockGroup
    byte[] cluster = HexFormat.of().parseHex("1f43b67501ffffffffffffffe78105");
    byte[] block = HexFormat.of().parseHex("a38581000080aa");
    byte[] group = HexFormat.of().parseHex("a087a18581000000aa");
    byte[] whole = Boxes.concat(cluster, block, block, cluster, group);
    int first = cluster.length + block.length;
    int second = first + block.length;
    for (int length = 1; length <= whole.length; length++) {
      long expected =
          length == whole.length
              ? whole.length
              : length >= second ? second : length >= first ? first : 0;
      assertThat(end(Arrays.copyOf(whole, length), "webm", 0))
          .as("%s bytes", length)
          .isEqualTo(expected);
    }
  }

  @Test
  void nonsenseIsCutOff() throws IOException {
    byte[] nonsense = new byte[100];
    Arrays.fill(nonsense, (byte) 0);
    assertThat(end(Boxes.concat(FRAGMENT, nonsense), "fmp4", 0)).isEqualTo(FRAGMENT.length);
    assertThat(end(nonsense, "webm", 0)).isZero();
  }
}
