package io.iocp.completion.windows.winsock;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.completion.CompletionStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("engine")
class WindowsErrorsTest {

  @ParameterizedTest
  @CsvSource({
    "C000020D, RESET",
    "C000020C, RESET",
    "C0000241, RESET",
    "C0000120, ABORTED",
    "C00000B5, TIMED_OUT",
    "C000023D, UNREACHABLE",
    "C0000236, REFUSED",
    "C000009A, NO_BUFFERS",
    "C0000007, NO_BUFFERS",
    "C0000044, NO_BUFFERS",
    "C00000A1, NO_BUFFERS",
    "C000012D, NO_BUFFERS",
    "C000013B, RESET",
    "C0000350, UNREACHABLE"
  })
  void theStatusOfAnOperationTellsHowItEnded(String ntStatus, CompletionStatus status) {
    assertThat(WindowsErrors.status(Integer.parseUnsignedInt(ntStatus, 16))).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "0, OK",
    "64, RESET",
    "995, ABORTED",
    "10053, RESET",
    "10054, RESET",
    "10055, NO_BUFFERS",
    "10060, TIMED_OUT",
    "10061, REFUSED",
    "10065, UNREACHABLE"
  })
  void theCodeOfAFailedCallTellsTheSame(int code, CompletionStatus status) {
    assertThat(WindowsErrors.status(code)).isEqualTo(status);
  }

  @Test
  void anUnknownCodeIsAFailure() {
    assertThat(WindowsErrors.status(424_242)).isEqualTo(CompletionStatus.FAILED);
    assertThat(WindowsErrors.describe(424_242)).isEqualTo("424242 (unknown)");
  }

  @Test
  void aMessageNamesNumberAndSymbol() {
    assertThat(WindowsErrors.failure("WSARecv", 10054))
        .hasMessage("WSARecv failed: 10054 (WSAECONNRESET)");
    assertThat(WindowsErrors.describe(WindowsErrors.STATUS_CONNECTION_RESET))
        .isEqualTo("0xc000020d (STATUS_CONNECTION_RESET)");
  }
}
