package io.iocp.streaming.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioHeadersTest {

  @ParameterizedTest
  @CsvSource({
    "1190, 2, 48000, 2",
    "1210, 2, 44100, 2",
    "1208, 2, 44100, 1",
    "2B11 8800, 5, 24000, 2",
    "17801F4010, 2, 16000, 2",
  })
  void audioSpecificConfigSaysTypeRateAndChannels(
      String config, int objectType, int rate, int channels) {
    assertThat(AudioConfig.parse(hex(config)))
        .isEqualTo(new AudioConfig(objectType, rate, channels, 1024));
  }

  @Test
  void anAdtsHeaderAndAConfigurationSayTheSame() {
    AdtsHeader header = Objects.requireNonNull(AdtsHeader.parse(hex("FFF14C8015FFFC")));

    assertThat(header).isEqualTo(new AdtsHeader(2, 3, 2, 7, 175, 1));
    assertThat(header.sampleRate()).isEqualTo(48_000);
    assertThat(header.configuration()).isEqualTo(hex("1190"));
    assertThat(AdtsHeader.of(header.configuration(), 168)).isEqualTo(hex("FFF14C8015FFFC"));
  }

  @ParameterizedTest
  @CsvSource({"FFF14C8000FFFC", "FEF14C8015FFFC", "FFF1748015FFFC", "FFF14C"})
  void whatIsNoAdtsHeaderIsNone(String bytes) {
    assertThat(AdtsHeader.parse(hex(bytes))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    // Rate as a number, object type 5, a frame that is too large.
    "17801F4010, 100",
    "2B118800, 100",
    "1190, 8190",
  })
  void adtsHasNoWordForSomeConfigurations(String config, int payloadBytes) {
    assertThat(AdtsHeader.of(hex(config), payloadBytes)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "FFFB9064, true, 44100, 2, 417, 1152",
    "FFFB96C4, true, 48000, 1, 385, 1152",
    "FFF340C4, false, 22050, 1, 104, 576",
    "FFE340C4, false, 11025, 1, 208, 576",
  })
  void mpegAudioHeadersSayRateChannelsAndSize(
      String bytes, boolean mpeg1, int rate, int channels, int frameBytes, int samples) {
    assertThat(MpegAudioHeader.parse(hex(bytes)))
        .isEqualTo(new MpegAudioHeader(mpeg1, rate, channels, frameBytes, samples));
  }

  @ParameterizedTest
  @CsvSource({"FFFB0064", "FFFBF064", "FFFD9064", "FFEB9064", "FFFB9C64", "FFFB90"})
  void whatIsNoLayerThreeIsRefused(String bytes) {
    assertThat(MpegAudioHeader.parse(hex(bytes))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "FC, 960",
    "FFC0, 0",
    "FF03, 2880",
    "FFFF, 5760",
    "FD, 1920",
    "18, 2880",
    "60, 480",
    "'', 0"
  })
  void anOpusPacketSaysHowLongItIs(String packet, int samples) {
    assertThat(OpusPackets.samples(hex(packet))).isEqualTo(samples);
  }

  @Test
  void anOpusHeadBecomesItsConfiguration() {
    ByteBuffer head = hex("4F707573486561640102380180BB000000000000".substring(0, 38));

    assertThat(OpusPackets.configuration(head)).isEqualTo(hex("000201380000BB80000000"));
    assertThat(OpusPackets.configuration(head.limit(18))).isNull();
  }

  @Test
  void randomHeadersNeverThrow() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(30)];
      random.nextBytes(bytes);
      ByteBuffer noise = ByteBuffer.wrap(bytes);
      AudioConfig.parse(noise);
      AdtsHeader.parse(noise);
      MpegAudioHeader.parse(noise);
      assertThat(OpusPackets.samples(noise)).isBetween(0, 5760);
      assertThat(noise.position()).isZero();
    }
  }

  private static ByteBuffer hex(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
