package io.iocp.streaming.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {

  private final FailedAttempts attempts = new FailedAttempts(() -> 0);

  @Test
  void anIpv6NetworkIsOneAddress() {
    for (int i = 0; i < FailedAttempts.FREE_FAILURES; i++) {
      attempts.failed(ipv6(1, i), Sha256.of("guess" + i));
    }
    assertThat(attempts.blockedSeconds(ipv6(1, 99))).isEqualTo(5);
    assertThat(attempts.blockedSeconds(ipv6(2, 0))).isZero();
  }

  @Test
  void thoseThatFailedLongestAgoAreForgotten() {
    InetAddress first = TestedControl.HERE;
    for (int i = 0; i < FailedAttempts.FREE_FAILURES; i++) {
      attempts.failed(first, Sha256.of("guess" + i));
    }
    for (int i = 1; i < FailedAttempts.MAX_ADDRESSES; i++) {
      attempts.failed(TestedControl.address(10, 0, i >> 8, i & 0xFF), Sha256.of("guess"));
    }
    assertThat(attempts.blockedSeconds(TestedControl.address(10, 0, 0, 1))).isZero();
    attempts.failed(TestedControl.address(10, 1, 0, 0), Sha256.of("guess"));

    assertThat(attempts.blockedSeconds(first)).isZero();
  }

  private static InetAddress ipv6(int network, int host) {
    return TestedControl.address(0x20, 1, 0xd, 0xb8, 0, 0, 0, network, 0, 0, 0, 0, 0, 0, 0, host);
  }
}
