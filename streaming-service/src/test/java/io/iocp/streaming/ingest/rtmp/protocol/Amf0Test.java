package io.iocp.streaming.ingest.rtmp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.ByteView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Amf0Test {

  @Test
  void whatIsWrittenIsRead() {
    Object[] values = {
      1.5,
      true,
      "näme",
      Amf0.NULL,
      Map.of("a", 1.0, "b", Map.of("c", List.of("d", false))),
      List.of(),
      ""
    };
    Amf0Reader reader = reader(Amf0Writer.write(values));

    for (Object value : values) {
      assertThat(reader.next()).isEqualTo(value);
    }
    assertThat(reader.hasNext()).isFalse();
    assertThat(reader.hasFailed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "00 3FF8000000000000,                      1.5",
    "01 01,                                    true",
    "02 0002 6162,                             ab",
    "03 0001 61 05 0000 09,                    {a=null}",
    "05,                                       null",
    "06,                                       null",
    "07 0001,                                  null",
    "08 FFFFFFFF 0001 61 0101 000009,          {a=true}",
    "0A 00000002 0101 05,                      '[true, null]'",
    "0B 3FF8000000000000 0000,                 null",
    "0C 00000002 6162,                         ab",
    "0D,                                       null",
    "0F 00000002 6162,                         ab",
    "10 0001 41 0001 61 0101 000009,           {a=true}",
  })
  void allMarkersAreRead(String hex, String text) {
    Amf0Reader reader = reader(Bytes.of(hex));

    assertThat(reader.next()).hasToString(text);
    assertThat(reader.hasFailed()).isFalse();
    assertThat(reader.hasNext()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00 3FF8",
        "02 0003 6162",
        "03 0001 61",
        "03 0001 61 05",
        "0A 00000002 05",
        "0A FFFFFFFF 05",
        "0C FFFFFFFF 61",
        "04",
        "0E",
        "11 01",
        "FF"
      })
  void damageFailsTheReader(String hex) {
    Amf0Reader reader = reader(Bytes.of(hex));

    reader.next();

    assertThat(reader.hasFailed()).isTrue();
    assertThat(reader.hasNext()).isFalse();
    assertThat(reader.next()).isSameAs(Amf0.NULL);
  }

  @Test
  void depthIsLimited() {
    assertThat(failed("0A 00000001".repeat(16) + "05")).isFalse();
    assertThat(failed("0A 00000001".repeat(17) + "05")).isTrue();
    assertThat(failed("03 0001 61".repeat(17) + "05" + "000009".repeat(17))).isTrue();
  }

  @Test
  void theNumberOfValuesIsLimited() {
    assertThat(failed("0A 000003E7" + "05".repeat(999))).isFalse();
    assertThat(failed("0A 000003E8" + "05".repeat(1000))).isTrue();
  }

  @Test
  void anyBytesAreReadOrFailButNeverInAnException() {
    Random random = new Random(9);
    byte[] good =
        Amf0Writer.write("connect", 1.0, Map.of("app", "live", "list", List.of("a", 1.0))).array();
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = good.clone();
      if (random.nextBoolean()) {
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) random.nextInt(20);
        }
      } else {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Amf0Reader reader = reader(ByteBuffer.wrap(bytes));
      int values = 0;
      while (reader.hasNext()) {
        reader.next();
        values++;
      }
      assertThat(values).isLessThanOrEqualTo(bytes.length);
      Command.parse(ByteBuffer.wrap(bytes));
    }
  }

  private static boolean failed(String hex) {
    Amf0Reader reader = reader(Bytes.of(hex));
    reader.next();
    return reader.hasFailed();
  }

  private static Amf0Reader reader(ByteBuffer bytes) {
    return new Amf0Reader(ByteView.of(bytes));
  }
}
