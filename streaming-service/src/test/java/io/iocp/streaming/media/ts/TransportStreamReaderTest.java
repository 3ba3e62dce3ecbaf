package io.iocp.streaming.media.ts;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.ReadOutcome.Status;
import io.iocp.streaming.media.SampleLog;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.input.Recording;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportStreamReaderTest {

  private static final int PACKET = TransportStreamReader.PACKET_BYTES;
  private static final int VIDEO_PID = 0x100;
  private static final int AUDIO_PID = 0x101;
  private static final byte[] RECORDING = Recording.resource("h264-aac.ts");

  private final SampleLog log = new SampleLog();
  private final CollectingMemory memory = new CollectingMemory(64 << 20);
  private final TransportStreamReader reader =
      new TransportStreamReader(MediaLimits.DEFAULTS, memory);

  private ReadOutcome read(byte[] stream) {
    return reader.read(ByteBuffer.wrap(stream), log);
  }

  @ParameterizedTest
  @CsvSource({
    "h264-aac.ts, H264, AAC, 20, 95",
    "hevc-opus.ts, H265, OPUS, 10, 51",
    "h264-mp3.ts, H264, MP3, 10, 40",
  })
  void tracksAndSamplesAreThoseOfTheFile(
      String file, Codec video, Codec audio, int pictures, int frames) {
    assertThat(read(Recording.resource(file))).isEqualTo(ReadOutcome.CONSUMED);
    reader.flush(log);

    assertThat(log.announced).hasSize(1);
    assertThat(log.announced.get(0)).extracting(Track::codec).containsExactly(video, audio);
    assertThat(log.video()).hasSize(pictures);
    assertThat(log.audio()).hasSize(frames);
    assertThat(reader.lostPackets()).isZero();
  }

  @Test
  void timeGoesOnWhereStampsWrap() {
    read(RECORDING);
    SampleLog wrapped = new SampleLog();
    // The first stamp of the recording is at 126,000.
    for (long before : new long[] {10, 45_000, 90_000, 170_000}) {
      SampleLog shifted = new SampleLog();
      new TransportStreamReader(MediaLimits.DEFAULTS, memory)
          .read(ByteBuffer.wrap(shiftStamps(RECORDING, -126_000 - before)), shifted);
      assertThat(shifted.entries).isEqualTo(log.entries);
      wrapped = shifted;
    }
    assertThat(wrapped.entries).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "5000000", "-3000000", "4294967296", "200000"})
  void timeGoesOnWhereStampsJumpAndSoundStaysWithPictures(long jump) {
    byte[] again = shiftStamps(RECORDING, jump);

    assertThat(read(RECORDING).consumed()).isTrue();
    assertThat(read(again).consumed()).isTrue();

    List<SampleLog.Entry> video = log.video();
    for (int i = 1; i < video.size(); i++) {
      long step = video.get(i).decode() - video.get(i - 1).decode();
      assertThat(step).as("picture %d", i).isBetween(0L, 90_000L);
    }
    assertThat(log.announced).hasSize(1);
    double offset = log.audio().get(0).seconds() - video.get(0).seconds();
    SampleLog.Entry secondVideo = video.get(video.size() / 2 + 1);
    double nearest =
        log.audio().stream()
            .mapToDouble(entry -> Math.abs(entry.seconds() - secondVideo.seconds()))
            .min()
            .orElseThrow();
    assertThat(Math.abs(offset)).isLessThan(0.3);
    assertThat(nearest).isLessThan(0.15);
  }

  @Test
  void aLostPacketTakesItsPictureAndVideoWaitsForTheNextKeyframe() {
    int[] seen = {0};
    byte[] damaged = packets(RECORDING, pid -> pid != VIDEO_PID || seen[0]++ != 12);

    assertThat(read(damaged).consumed()).isTrue();

    assertThat(reader.lostPackets()).isEqualTo(1);
    assertThat(log.video()).hasSizeLessThan(19);
    double gapAt = 0;
    for (int i = 1; i < log.video().size(); i++) {
      if (log.video().get(i).decode() - log.video().get(i - 1).decode() > 9000) {
        gapAt = i;
        assertThat(log.video().get(i).sync()).isTrue();
      }
    }
    assertThat(gapAt).isPositive();
    assertThat(log.audio()).hasSizeGreaterThan(80);
  }

  @Test
  void aGapOfAsManyPacketsAsCountersCanTellIsOneAllTheSame() {
    // Sixteen packets of a picture: counters go on as if nothing were missing.
    int[] seen = {0};
    byte[] shortened =
        packets(RECORDING, pid -> pid != VIDEO_PID || seen[0]++ < 3 || seen[0] > 3 + 16);
    int gapAt = 0;
    for (int at = 0, video = 0; video < 3; at += PACKET) {
      video += pid(RECORDING, at) == VIDEO_PID ? 1 : 0;
      gapAt = at + PACKET;
    }
    reader.read(ByteBuffer.wrap(shortened, 0, gapAt), log);
    reader.gap();
    reader.read(ByteBuffer.wrap(shortened, gapAt, shortened.length - gapAt), log);

    assertThat(reader.lostPackets()).isZero();
    assertThat(log.video()).isNotEmpty();
    assertThat(log.video().get(log.video().size() / 2).sync() || log.video().get(0).sync())
        .isTrue();
    assertThat(log.video()).hasSizeLessThan(18);
  }

  @Test
  void aPacketThatComesTwiceCountsOnce() {
    read(RECORDING);
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    for (int at = 0; at < RECORDING.length; at += PACKET) {
      twice.write(RECORDING, at, PACKET);
      if (pid(RECORDING, at) == VIDEO_PID) {
        twice.write(RECORDING, at, PACKET);
      }
    }
    SampleLog second = new SampleLog();

    new TransportStreamReader(MediaLimits.DEFAULTS, memory)
        .read(ByteBuffer.wrap(twice.toByteArray()), second);

    assertThat(second.entries).isEqualTo(log.entries);
  }

  @Test
  void whereNoPacketStartsTheNextIsLookedFor() {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.write(RECORDING, 0, 20 * PACKET);
    stream.writeBytes("NO PACKET, G".getBytes(StandardCharsets.US_ASCII));
    stream.write(RECORDING, 20 * PACKET, RECORDING.length - 20 * PACKET);

    assertThat(read(stream.toByteArray()).consumed()).isTrue();

    assertThat(reader.lostPackets()).isZero();
    assertThat(log.video()).hasSizeGreaterThan(15);
  }

  @Test
  void tooMuchThatIsNoPacketIsRefused() {
    byte[] stream = new byte[17 * PACKET + 300_000];
    System.arraycopy(RECORDING, 0, stream, 0, 17 * PACKET);

    ReadOutcome outcome = read(stream);

    assertThat(outcome.status()).isEqualTo(Status.MALFORMED);
    assertThat(outcome.reason())
        .startsWith("MPEG-TS packet 17 at byte ")
        .endsWith(": no packet starts within 262144 bytes");
  }

  @Test
  void aProgramOfOtherCodecsIsRefusedByName() {
    ReadOutcome outcome = read(Recording.resource("mpeg2.ts"));

    assertThat(outcome)
        .isEqualTo(
            new ReadOutcome(
                Status.UNSUPPORTED,
                "MPEG-TS packet 2 at byte 376: MPEG-2 video;"
                    + " send H.264, H.265, AAC (ADTS), MP3, Opus"));
  }

  @Test
  void aMapWhoseChecksumIsWrongIsLeftOut() {
    byte[] damaged = Recording.resource("mpeg2.ts");
    // The stream type in the first map, which would be refused.
    int map = 2 * PACKET;
    assertThat(pid(damaged, map)).isEqualTo(0x1000);
    damaged[map + 17] ^= 1;
    damaged = Arrays.copyOf(damaged, map + PACKET);

    assertThat(read(damaged)).isEqualTo(ReadOutcome.CONSUMED);
  }

  @Test
  void aStreamThatDoesNotComeIsWaitedForASecondAndAddedLater() {
    int[] audio = {0};
    byte[] late = packets(RECORDING, pid -> pid != AUDIO_PID || audio[0]++ > 15);

    assertThat(read(late).consumed()).isTrue();

    assertThat(log.announced).hasSize(2);
    assertThat(log.announced.get(0)).extracting(Track::codec).containsExactly(Codec.H264);
    assertThat(log.announced.get(1))
        .extracting(Track::codec)
        .containsExactly(Codec.H264, Codec.AAC);
    assertThat(log.video()).hasSize(19);
  }

  @Test
  void aPacketizedStreamHasALimit() {
    TransportStreamReader tight =
        new TransportStreamReader(new MediaLimits(1024, 65_536, 1024), memory);

    ReadOutcome outcome = tight.read(ByteBuffer.wrap(RECORDING), log);

    assertThat(outcome.status()).isEqualTo(Status.TOO_LARGE);
    assertThat(outcome.reason())
        .startsWith("MPEG-TS packet ")
        .endsWith(": a PES packet of more than 1024 bytes");
  }

  @Test
  void damagedStreamsNeverThrowAndKeepWhatTheModelPromises() {
    for (String file : List.of("h264-aac.ts", "hevc-opus.ts", "h264-mp3.ts", "aac-only.ts")) {
      byte[] sound = Recording.resource(file);
      for (int seed = 0; seed < 300; seed++) {
        Random random = new Random(seed);
        byte[] damaged = sound.clone();
        for (int i = random.nextInt(40); i >= 0; i--) {
          int at = random.nextInt(damaged.length);
          // Half of them where headers are.
          int header = at / PACKET * PACKET + random.nextInt(24);
          damaged[random.nextBoolean() ? at : Math.min(header, damaged.length - 1)] =
              (byte) random.nextInt();
        }
        CollectingMemory own = new CollectingMemory(1 << 20);
        TransportStreamReader victim = new TransportStreamReader(MediaLimits.DEFAULTS, own);
        victim.read(ByteBuffer.wrap(damaged), new SampleLog());
        victim.close();
        assertThat(own.takenBytes()).isZero();
      }
    }
  }

  private static int pid(byte[] stream, int at) {
    return (stream[at + 1] & 0x1F) << 8 | (stream[at + 2] & 0xFF);
  }

  private static byte[] packets(byte[] stream, IntPredicate kept) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < stream.length; at += PACKET) {
      if (kept.test(pid(stream, at))) {
        out.write(stream, at, PACKET);
      }
    }
    return out.toByteArray();
  }

  /** Adds to all stamps of PES packets, modulo 2³³. */
  private static byte[] shiftStamps(byte[] stream, long ticks) {
    byte[] shifted = stream.clone();
    for (int at = 0; at < stream.length; at += PACKET) {
      int payload = at + 4 + ((stream[at + 3] & 0x20) != 0 ? 1 + (stream[at + 4] & 0xFF) : 0);
      boolean starts = (stream[at + 1] & 0x40) != 0 && pid(stream, at) >= VIDEO_PID;
      if (starts && pid(stream, at) < 0x1000) {
        int flags = (stream[payload + 7] & 0xFF) >>> 6;
        if (flags >= 2) {
          shiftStamp(shifted, payload + 9, ticks);
        }
        if (flags == 3) {
          shiftStamp(shifted, payload + 14, ticks);
        }
      }
    }
    return shifted;
  }

  private static void shiftStamp(byte[] bytes, int at, long ticks) {
    long stamp =
        (long) (bytes[at] >>> 1 & 7) << 30
            | (long) (bytes[at + 1] & 0xFF) << 22
            | (long) ((bytes[at + 2] & 0xFF) >>> 1) << 15
            | (long) (bytes[at + 3] & 0xFF) << 7
            | (bytes[at + 4] & 0xFF) >>> 1;
    long next = (stamp + ticks) & ((1L << 33) - 1);
    bytes[at] = (byte) ((bytes[at] & 0xF1) | (int) (next >>> 30) << 1);
    bytes[at + 1] = (byte) (next >>> 22);
    bytes[at + 2] = (byte) (next >>> 14 | 1);
    bytes[at + 3] = (byte) (next >>> 7);
    bytes[at + 4] = (byte) (next << 1 | 1);
  }
}
