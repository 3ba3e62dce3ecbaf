package io.iocp.streaming.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.streaming.recording.SegmentIndex.Entry;
import io.iocp.streaming.recording.SegmentIndex.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentIndexTest {

  private static final SegmentHeader HEADER =
      new SegmentHeader(
          "door~20260131T120000000", "door", 1, 1, 0, "fmp4", "video/mp4", 640, 360, 48, 7L);

  @TempDir private Path directory;

  private Path write(byte[] content) throws IOException {
    return Files.write(directory.resolve("a.mp4.index"), content);
  }

  private static byte[] index(Entry... entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(array(SegmentIndex.encode(HEADER)));
    for (Entry entry : entries) {
      bytes.writeBytes(array(SegmentIndex.encode(entry)));
    }
    return bytes.toByteArray();
  }

  private static byte[] array(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.limit()];
    bytes.get(0, copy);
    return copy;
  }

  @Test
  void aTimeLeadsToTheKeyframeBeforeIt() throws IOException {
    SegmentIndex index =
        SegmentIndex.read(
            write(
                index(
                    new Entry(Kind.KEYFRAME, 48, 0),
                    new Entry(Kind.PROGRESS, 900, 1000),
                    new Entry(Kind.KEYFRAME, 1000, 2000),
                    new Entry(Kind.KEYFRAME, 2000, 4000),
                    new Entry(Kind.END, 3000, 6000))));

    assertThat(index.header()).isEqualTo(HEADER);
    assertThat(index.isComplete()).isTrue();
    assertThat(index.duration()).isEqualTo(Duration.ofSeconds(6));
    assertThat(index.keyframeAt(Duration.ofMillis(-5))).extracting("offset").isEqualTo(48L);
    assertThat(index.keyframeAt(Duration.ofMillis(1999))).extracting("offset").isEqualTo(48L);
    assertThat(index.keyframeAt(Duration.ofSeconds(2))).extracting("offset").isEqualTo(1000L);
    assertThat(index.keyframeAt(Duration.ofHours(1))).extracting("offset").isEqualTo(2000L);
    assertThat(index.keyframeOffsetFrom(Duration.ofMillis(2001), 3000)).isEqualTo(2000);
    assertThat(index.keyframeOffsetFrom(Duration.ofMillis(4001), 3000)).isEqualTo(3000);
  }

  @Test
  void whatIsCutShortOrDamagedAtTheEndIsAsIfItWereNotThere() throws IOException {
    byte[] one = index(new Entry(Kind.KEYFRAME, 48, 0));
    byte[] two = index(new Entry(Kind.KEYFRAME, 48, 0), new Entry(Kind.PROGRESS, 900, 1000));
    for (int length = one.length; length < two.length; length++) {
      SegmentIndex index = SegmentIndex.read(write(Arrays.copyOf(two, length)));
      assertThat(index.entries()).hasSize(1);
      assertThat(index.isComplete()).isFalse();
    }
    for (int i = one.length; i < two.length; i++) {
      byte[] damaged = two.clone();
      damaged[i] ^= 1;
      assertThat(SegmentIndex.read(write(damaged)).entries()).hasSize(1);
    }
  }

  @Test
  void anEntryIsAppendedInThePlaceOfWhatIsCutShort() throws IOException {
    byte[] two = index(new Entry(Kind.KEYFRAME, 48, 0), new Entry(Kind.PROGRESS, 900, 1000));
    Path file = write(Arrays.copyOf(two, two.length - 3));

    SegmentIndex.append(file, new Entry(Kind.END, 800, 900));

    SegmentIndex index = SegmentIndex.read(file);
    assertThat(index.isComplete()).isTrue();
    assertThat(index.writtenBytes()).isEqualTo(800);
  }

  @Test
  void whatIsNoIndexIsRefused() throws IOException {
    byte[] sound = index();
    for (int length = 0; length < sound.length; length++) {
      Path file = write(Arrays.copyOf(sound, length));
      assertThatThrownBy(() -> SegmentIndex.read(file)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void tenHoursAreSoughtInAtOnce() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(index());
    int seconds = 36_000;
    for (int second = 0; second < seconds; second++) {
      bytes.writeBytes(
          array(
              SegmentIndex.encode(
                  new Entry(Kind.KEYFRAME, 48 + 500_000L * second, 1000L * second))));
    }
    Path file = write(bytes.toByteArray());

    assertThat(SegmentIndex.read(file).keyframeAt(Duration.ofMinutes(500)))
        .isEqualTo(new Entry(Kind.KEYFRAME, 48 + 500_000L * 30_000, 30_000_000));
    assertThat(Files.size(file)).isLessThan(1_000_000);
  }
}
