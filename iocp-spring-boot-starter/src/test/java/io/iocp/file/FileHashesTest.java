package io.iocp.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashesTest {

  private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir private Path directory;
  private Instant now = WRITTEN.plusSeconds(60);
  private final FileHashes hashes = new FileHashes(() -> now);

  private Path file(byte[] content) throws IOException {
    Path file = Files.write(directory.resolve("f"), content);
    return Files.setLastModifiedTime(file, FileTime.from(WRITTEN));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static FileChannel closed(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    channel.close();
    return channel;
  }

  private String ofAll(Path file) throws IOException {
    try (FileChannel open = FileChannel.open(file)) {
      return hashes.ofAll(file, open, () -> true);
    }
  }

  @Test
  void aFileIsReadOnceHoweverOftenItIsAskedFor() throws Exception {
    byte[] content = bytes(300_000);
    Path file = file(content);
    assertThat(ofAll(file)).isEqualTo(sha256(content));
    assertThat(hashes.ofAll(file, closed(file), () -> true)).isEqualTo(sha256(content));
    assertThat(hashes.ofBegin(file, closed(file), content.length, () -> true))
        .isEqualTo(sha256(content));
  }

  @Test
  void aFileThatHasChangedIsReadAnew() throws Exception {
    Path file = file(bytes(1000));
    ofAll(file);
    byte[] longer = bytes(1001);
    assertThat(ofAll(file(longer))).isEqualTo(sha256(longer));
    byte[] other = bytes(1001);
    other[0]++;
    Files.write(file, other);
    Files.setLastModifiedTime(file, FileTime.from(WRITTEN.plusSeconds(1)));
    assertThat(ofAll(file)).isEqualTo(sha256(other));
  }

  @Test
  void aFileThatIsBeingWrittenIsNotRemembered() throws Exception {
    now = WRITTEN.plusSeconds(1);
    Path file = file(bytes(1000));
    ofAll(file);
    assertThatThrownBy(() -> hashes.ofAll(file, closed(file), () -> true))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void theHashOfABeginIsFoundFromTheNearestStep() throws Exception {
    byte[] content = bytes(40 << 20);
    Path file = file(content);
    ofAll(file);
    for (int length : new int[] {0, 1, 16 << 20, (16 << 20) + 1, (32 << 20) - 1, 39 << 20}) {
      try (FileChannel open = FileChannel.open(file)) {
        assertThat(hashes.ofBegin(file, open, length, () -> true))
            .as("%d bytes", length)
            .isEqualTo(sha256(Arrays.copyOf(content, length)));
      }
    }
    assertThat(hashes.ofBegin(file, closed(file), 32 << 20, () -> true))
        .as("a step's own needs no reading")
        .isEqualTo(sha256(Arrays.copyOf(content, 32 << 20)));
  }
}
