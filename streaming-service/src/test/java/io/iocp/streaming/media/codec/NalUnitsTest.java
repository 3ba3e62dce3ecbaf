package io.iocp.streaming.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.CollectingMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NalUnitsTest {

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "000001, ''",
    "00000165AA, 65AA",
    "0000000165AA, 65AA",
    "FFFF00000165AA000001AB, 65AA AB",
    "00000165AA00000000000001AB00, 65AA AB",
    "0000016500000301AA, 6500000301AA",
    "00000165000002AA, 65000002AA",
  })
  void unitsStandBetweenStartCodesWithoutTrailingZeros(String annexB, String units) {
    List<String> found = new ArrayList<>();

    NalUnits.forEachInAnnexB(hex(annexB), unit -> found.add(text(unit)));

    assertThat(String.join(" ", found)).isEqualTo(units);
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "0000000265AA, 65AA",
    "0000000265AA00000001AB, 65AA AB",
    "0000000000000001AB, AB",
    "0000000165 00000003ABCD, 65",
    "FFFFFFFF65, ''",
  })
  void aLengthThatReachesBeyondTheSampleEndsIt(String sample, String units) {
    List<String> found = new ArrayList<>();

    NalUnits.forEachInSample(hex(sample.replace(" ", "")), unit -> found.add(text(unit)));

    assertThat(String.join(" ", found)).isEqualTo(units);
  }

  @Test
  void aSampleHasNoDelimitersAndNoFiller() {
    AccessUnit unit = new AccessUnit(Codec.H264, new CollectingMemory(1 << 20));

    NalUnits.forEachInAnnexB(hex("0000000109F00000000165880000010CFFFF80"), unit::add);

    assertThat(text(unit.data())).isEqualTo("000000026588");
    assertThat(unit.sync()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    // Recovery point at once, intra slice (ue 0, ue 7).
    "0000010606018480 0000014188, true, true",
    // The same with a slice that needs others (ue 0, ue 5).
    "0000010606018480 0000014198, false, true",
    // Recovery point 9 pictures later.
    "000001060602052080 0000014188, false, true",
    "0000014188, false, false",
  })
  void anIntraPictureAtARecoveryPointIsAStart(String annexB, boolean sync, boolean recoveryPoint) {
    AccessUnit unit = new AccessUnit(Codec.H264, new CollectingMemory(1 << 20));

    NalUnits.forEachInAnnexB(hex(annexB.replace(" ", "")), unit::add);

    assertThat(unit.hasPicture()).isTrue();
    assertThat(unit.sync()).isEqualTo(sync);
    assertThat(unit.recoveryPoint()).isEqualTo(recoveryPoint);
  }

  @ParameterizedTest
  @CsvSource({
    "H264, 65, SYNC_SLICE",
    "H264, 41, SLICE",
    "H264, 67, SPS",
    "H264, 0C, FILLER",
    "H265, 2601, SYNC_SLICE",
    "H265, 2A01, SYNC_SLICE",
    "H265, 0201, SLICE",
    "H265, 4001, VPS",
    "H265, 5001, OTHER",
    "H265, 0209, FILLER",
    "H265, 02, FILLER",
  })
  void kindsAreThoseOfTheStandards(Codec codec, String unit, NalKind kind) {
    assertThat(NalKind.of(codec, hex(unit))).isEqualTo(kind);
  }

  private static ByteBuffer hex(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  private static String text(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }
}
