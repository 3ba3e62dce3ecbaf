package io.iocp.streaming.media.annexb;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.ReadOutcome.Status;
import io.iocp.streaming.media.SampleLog;
import io.iocp.streaming.media.input.Recording;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnnexBReaderTest {

  private final SampleLog log = new SampleLog();
  private long millis;

  private AnnexBReader reader(long fixedTicks) {
    return new AnnexBReader(
        MediaLimits.DEFAULTS, new CollectingMemory(1 << 20), fixedTicks, () -> millis);
  }

  @ParameterizedTest
  @CsvSource({"annexb.h264, H264, 20, 10", "annexb.h265, H265, 10, 5"})
  void picturesAreThoseOfTheFileWithTheTimeOfItsParameterSets(
      String file, Codec codec, int pictures, int group) {
    AnnexBReader reader = reader(0);

    assertThat(reader.read(ByteBuffer.wrap(Recording.resource(file)), log))
        .isEqualTo(ReadOutcome.CONSUMED);
    assertThat(log.entries).hasSize(pictures - 1);
    reader.flush(log);

    assertThat(log.announced).hasSize(1);
    assertThat(log.announced.get(0).get(0).codec()).isEqualTo(codec);
    assertThat(log.entries).hasSize(pictures);
    for (int i = 0; i < pictures; i++) {
      assertThat(log.entries.get(i).decode()).isEqualTo(9000L * i);
      assertThat(log.entries.get(i).sync()).isEqualTo(i % group == 0);
    }
  }

  @Test
  void aFrameRateThatIsSaidCountsMoreThanTheStreams() {
    reader(3000).read(ByteBuffer.wrap(Recording.resource("annexb.h264")), log);

    assertThat(log.entries.get(18).decode()).isEqualTo(18 * 3000);
  }

  @Test
  void withoutAnyTimingAPictureIsShownWhenItArrives() {
    AnnexBReader reader = reader(0);
    // Baseline, 16×16 pixels, no usability information; then a picture with one byte of its slice.
    byte[] parameterSets = hex("00000001 6742C00ADA79 00000001 68CE3C80");
    reader.read(ByteBuffer.wrap(parameterSets), log);
    for (int i = 0; i < 4; i++) {
      reader.read(ByteBuffer.wrap(hex("00000001 6588804F")), log);
      reader.flush(log);
      millis += 40 + i;
    }

    assertThat(log.entries)
        .extracting(SampleLog.Entry::decode)
        .containsExactly(0L, 3600L, 7290L, 11_070L);
  }

  @Test
  void aPictureIsCompleteWithTheFirstBytesOfTheNext() {
    AnnexBReader reader = reader(3000);
    reader.read(ByteBuffer.wrap(hex("00000001 6742C00ADA79 00000001 68CE3C80")), log);
    reader.read(ByteBuffer.wrap(hex("00000001 65888080 000001 6508AA")), log);
    assertThat(log.entries).as("more slices of the same picture").isEmpty();

    reader.read(ByteBuffer.wrap(hex("000001 41 9A")), log);
    assertThat(log.entries).isEmpty();
    reader.read(ByteBuffer.wrap(hex("80")), log);

    assertThat(log.entries).hasSize(1);
  }

  @Test
  void whatComesBeforeTheFirstKeyframeIsLeftOut() {
    byte[] bytes = Recording.resource("annexb.h264");

    reader(0).read(ByteBuffer.wrap(bytes, 1500, bytes.length - 1500), log);

    assertThat(log.entries).hasSize(9);
    assertThat(log.entries.get(0).sync()).isTrue();
  }

  @Test
  void aPictureHasALimitAndSoHasTheWaitForTheFirst() {
    AnnexBReader tight =
        new AnnexBReader(
            new MediaLimits(1024, 4096, 1024), new CollectingMemory(1 << 20), 0, () -> 0);
    byte[] endless = Arrays.copyOf(hex("00000001 67AA"), 4000);
    Arrays.fill(endless, 6, endless.length, (byte) 0xAA);
    assertThat(tight.read(ByteBuffer.wrap(endless), log).status()).isEqualTo(Status.TOO_LARGE);

    AnnexBReader waiting =
        new AnnexBReader(
            new MediaLimits(1024, 4096, 1024), new CollectingMemory(1 << 20), 0, () -> 0);
    ReadOutcome outcome = ReadOutcome.CONSUMED;
    for (int i = 0; i < 5000 && outcome.consumed(); i++) {
      outcome = waiting.read(ByteBuffer.wrap(hex("000001 419A80")), log);
    }
    assertThat(outcome.status()).isEqualTo(Status.UNSUPPORTED);
  }

  @Test
  void damagedStreamsNeverThrow() {
    for (String file : new String[] {"annexb.h264", "annexb.h265", "annexb-reordered.h264"}) {
      byte[] sound = Recording.resource(file);
      for (int seed = 0; seed < 300; seed++) {
        Random random = new Random(seed);
        byte[] damaged = sound.clone();
        for (int i = random.nextInt(30); i >= 0; i--) {
          damaged[random.nextInt(random.nextBoolean() ? 1000 : damaged.length)] =
              (byte) (random.nextBoolean() ? 0 : random.nextInt());
        }
        AnnexBReader reader = reader(0);
        SampleLog rest = new SampleLog();
        reader.read(ByteBuffer.wrap(damaged), rest);
        reader.flush(rest);
        reader.close();
      }
    }
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
