package io.iocp.completion.uring.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.completion.uring.UringPortProvider;
import org.junit.jupiter.api.Test;

class KernelFeaturesTest {

  @Test
  void aRefusedRingIsExplained() {
    assertThat(explain(LinuxErrors.ENOSYS, "")).contains("no io_uring");
    assertThat(explain(LinuxErrors.EPERM, "2")).contains("kernel.io_uring_disabled=2");
    assertThat(explain(LinuxErrors.EPERM, "1")).contains("kernel.io_uring_disabled=1");
    assertThat(explain(LinuxErrors.EPERM, "0")).contains("seccomp");
    assertThat(explain(LinuxErrors.EPERM, "")).contains("seccomp");
    assertThat(explain(LinuxErrors.EINVAL, "")).contains("older than 6.0");
    assertThat(explain(LinuxErrors.ENOMEM, "")).contains("RLIMIT_MEMLOCK");
    assertThat(explain(LinuxErrors.EMFILE, "")).contains("ulimit -n");
    assertThat(explain(9, "")).isEqualTo("io_uring_setup failed: 9 (EBADF)");
  }

  @Test
  void theAnswerHasAReasonAndStaysTheSame() {
    UringPortProvider provider = new UringPortProvider();
    assertThat(provider.name()).isEqualTo("uring");
    assertThat(provider.availability().reason()).isNotBlank();
    assertThat(new UringPortProvider().availability()).isSameAs(provider.availability());
  }

  private static String explain(int errno, String disabled) {
    return KernelFeatures.explain(LinuxErrors.failure("io_uring_setup", errno), disabled);
  }
}
