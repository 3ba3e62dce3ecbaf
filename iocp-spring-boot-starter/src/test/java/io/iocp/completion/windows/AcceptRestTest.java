package io.iocp.completion.windows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptRestTest {

  /** A client that is gone says nothing about the next one; a table that is full does. */
  @ParameterizedTest
  @CsvSource({
    "0, false",
    "10054, false",
    "64, false",
    "10053, false",
    "10024, true",
    "10055, true",
    "87, true"
  })
  void anAcceptRestsOnlyIfItsFailureIsLikelyToRepeat(int code, boolean rests) {
    assertThat(WindowsListener.isLikelyToRepeat(code)).isEqualTo(rests);
  }

  /** How an accept that was pending ended says nothing about the next one. */
  @ParameterizedTest
  @CsvSource({"C000020D", "C0000140", "C000009A"})
  void anAcceptThatWasPendingDoesNotRest(String ntStatus) {
    assertThat(WindowsListener.isLikelyToRepeat(Integer.parseUnsignedInt(ntStatus, 16))).isFalse();
  }
}
