package io.iocp.websocket.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class Utf8ValidatorTest {
  private static int validate(byte[] bytes) {
    return Utf8Validator.validate(Utf8Validator.COMPLETE, ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  private static boolean isValidForTheJdk(byte[] bytes) {
    return !UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes), CharBuffer.allocate(bytes.length), true)
        .isError();
  }

  @Test
  void everyBeginningOfACodePointIsJudgedByWhetherItCanBecomeOne() {
    // All beginnings of up to three bytes of all code points, by length.
    BitSet[] beginnings = {
      new BitSet(), new BitSet(1 << 8), new BitSet(1 << 16), new BitSet(1 << 24)
    };
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        continue;
      }
      byte[] encoded = Bytes.utf8(Character.toString(codePoint));
      assertThat(validate(encoded)).isEqualTo(Utf8Validator.COMPLETE);
      int beginning = 0;
      for (int length = 1; length <= Math.min(3, encoded.length); length++) {
        beginning = beginning << 8 | (encoded[length - 1] & 0xFF);
        beginnings[length].set(beginning);
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(3);
    for (int first = 0x80; first <= 0xFF; first++) {
      bytes.put(0, (byte) first);
      assertThat(Utf8Validator.validate(0, bytes, 0, 1) != Utf8Validator.INVALID)
          .isEqualTo(beginnings[1].get(first));
      for (int second = 0; second <= 0xFF; second++) {
        bytes.put(1, (byte) second);
        int two = first << 8 | second;
        int state = Utf8Validator.validate(0, bytes, 0, 2);
        assertThat(state != Utf8Validator.INVALID).isEqualTo(beginnings[2].get(two));
        for (int third = 0; state > 0 && third <= 0xFF; third++) {
          bytes.put(2, (byte) third);
          assertThat(Utf8Validator.validate(state, bytes, 2, 3) != Utf8Validator.INVALID)
              .isEqualTo(beginnings[3].get(two << 8 | third));
        }
      }
    }
  }

  @Test
  void randomBytesAreJudgedAsTheJdkDoes() {
    Random random = new Random(3629);
    byte[] likely =
        Bytes.hex("41 7f 80 8f 90 9f a0 bf c0 c1 c2 df e0 e1 ed ee ef f0 f1 f3 f4 f5 ff");
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = random.nextInt(3) == 0 ? likely[random.nextInt(likely.length)] : (byte) 'a';
      }
      boolean valid = validate(bytes) == Utf8Validator.COMPLETE;
      if (valid != isValidForTheJdk(bytes)) {
        fail("valid=%s: %s", valid, Bytes.toHex(bytes));
      }
    }
  }

  @Test
  void everyCutIsJudgedAsTheWhole() {
    byte[] bytes = Bytes.utf8("plain ASCII over longs, aé€😀κόσμε, and plain again");
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    for (int cut = 0; cut <= bytes.length; cut++) {
      int state = Utf8Validator.validate(Utf8Validator.COMPLETE, buffer, 0, cut);
      assertThat(Utf8Validator.validate(state, buffer, cut, bytes.length))
          .isEqualTo(Utf8Validator.COMPLETE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c080", // overlong NUL
        "e09fbf", // overlong U+07FF
        "f08fbfbf", // overlong U+FFFF
        "eda080", // a surrogate
        "f4908080", // above U+10FFFF
        "f5", // never a byte of UTF-8
        "80", // a continuation of nothing
        "6162636465666768 c3 28" // behind whole longs of ASCII
      })
  void malformedTextIsInvalid(String hex) {
    assertThat(validate(Bytes.hex(hex))).isEqualTo(Utf8Validator.INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c3", "e2", "e282", "f0", "f09f", "f09f98"})
  void unfinishedCodePointIsNeitherCompleteNorInvalid(String hex) {
    assertThat(validate(Bytes.hex(hex))).isNotIn(Utf8Validator.COMPLETE, Utf8Validator.INVALID);
  }
}
