package io.iocp.completion.uring.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.completion.CompletionStatus;
import org.junit.jupiter.api.Test;

class LinuxErrorsTest {

  @Test
  void expectedEndsHaveAStatusOfTheirOwn() {
    assertThat(LinuxErrors.status(LinuxErrors.ECONNRESET)).isEqualTo(CompletionStatus.RESET);
    assertThat(LinuxErrors.status(LinuxErrors.EPIPE)).isEqualTo(CompletionStatus.RESET);
    assertThat(LinuxErrors.status(LinuxErrors.ECANCELED)).isEqualTo(CompletionStatus.ABORTED);
    assertThat(LinuxErrors.status(LinuxErrors.ENOBUFS)).isEqualTo(CompletionStatus.NO_BUFFERS);
    assertThat(LinuxErrors.status(110)).isEqualTo(CompletionStatus.TIMED_OUT);
    assertThat(LinuxErrors.status(111)).isEqualTo(CompletionStatus.REFUSED);
    assertThat(LinuxErrors.status(101)).isEqualTo(CompletionStatus.UNREACHABLE);
    assertThat(LinuxErrors.status(113)).isEqualTo(CompletionStatus.UNREACHABLE);
  }

  @Test
  void unknownCodesFailAndKeepTheirNumber() {
    for (int errno : new int[] {-5, 0, 15, 131, 133, 134, 512, Integer.MAX_VALUE}) {
      assertThat(LinuxErrors.status(errno)).isEqualTo(CompletionStatus.FAILED);
      assertThat(LinuxErrors.describe(errno)).isEqualTo(errno + " (unknown)");
    }
  }

  @Test
  void aFailureSaysWhichCallAndWhichCode() {
    assertThat(LinuxErrors.failure("bind", LinuxErrors.EADDRINUSE))
        .hasMessage("bind failed: 98 (EADDRINUSE)");
  }
}
