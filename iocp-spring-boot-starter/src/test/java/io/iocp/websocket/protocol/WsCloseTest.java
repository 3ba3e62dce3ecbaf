package io.iocp.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WsCloseTest {
  @Test
  void reasonThatFitsIsKept() {
    assertThat(new WsClose(1000, "x".repeat(123)).reason()).hasSize(123);
    assertThat(new WsClose(1000, "é".repeat(61)).reason()).hasSize(61);
  }

  @Test
  void longReasonIsCutAtAWholeCodePoint() {
    assertThat(new WsClose(1000, "x".repeat(124)).reason()).isEqualTo("x".repeat(123));
    assertThat(new WsClose(1000, "é".repeat(62)).reason()).isEqualTo("é".repeat(61));
    // 120 bytes, then 4 that do not fit: neither half of the surrogate pair stays.
    assertThat(new WsClose(1000, "x".repeat(120) + "😀!").reason()).isEqualTo("x".repeat(120));
  }

  @Test
  void halfASurrogatePairIsSentAsAQuestionMark() {
    WsClose status = new WsClose(1000, "\uD83D".repeat(200));
    assertThat(Bytes.utf8(status.reason())).hasSize(123);
  }

  @Test
  void codesAllowedOnTheWireAreThoseOfTheRegistryAndOfApplications() {
    for (int code = 0; code <= 0xFFFF; code++) {
      boolean allowed =
          (code >= 1000 && code <= 1003)
              || (code >= 1007 && code <= 1014)
              || (code >= 3000 && code <= 4999);
      assertThat(CloseCode.isAllowedOnWire(code)).as("%d", code).isEqualTo(allowed);
    }
  }
}
