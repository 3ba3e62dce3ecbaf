package io.iocp.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.access.LoginAttempts.ShutOut;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginAttemptsTest {

  private final List<ShutOut> told = new ArrayList<>();
  private final LoginAttempts attempts = new LoginAttempts(() -> 0, told::add);

  @Test
  void anIpv6NetworkIsOneAddress() {
    for (int i = 0; i < LoginAttempts.FREE_FAILURES; i++) {
      attempts.failed(address("2001:db8:0:1::" + i), null, print("guess" + i));
    }
    assertThat(attempts.blockedSeconds(address("2001:db8:0:1::99"), null)).isEqualTo(5);
    assertThat(attempts.blockedSeconds(address("2001:db8:0:2::"), null)).isZero();
    assertThat(told).singleElement().returns(1, ShutOut::times).returns(5, ShutOut::seconds);
    assertThat(attempts.tracked()).isEqualTo(1);
  }

  @Test
  void theSameWrongCredentialAgainIsAMistakeAndNoGuess() {
    for (int i = 0; i < 10 * LoginAttempts.FREE_FAILURES_OF_ACCOUNT; i++) {
      attempts.failed(address("192.0.2.1"), "anna", print("old password"));
    }
    assertThat(attempts.blockedSeconds(address("192.0.2.1"), "anna")).isZero();
  }

  @Test
  void anAccountThatManyAddressesTryIsShutOutButForItsOwner() {
    attempts.succeeded(address("198.51.100.1"), "anna");
    for (int i = 0; i < LoginAttempts.FREE_FAILURES_OF_ACCOUNT; i++) {
      attempts.failed(address("203.0.113." + i), "anna", print("guess" + i));
    }
    assertThat(attempts.blockedSeconds(address("192.0.2.1"), "anna")).isEqualTo(5);
    assertThat(attempts.blockedSeconds(address("192.0.2.1"), "otto")).isZero();
    assertThat(attempts.blockedSeconds(address("198.51.100.1"), "anna")).isZero();
    assertThat(told).singleElement().returns(null, ShutOut::address);
  }

  @Test
  void thoseThatFailedLongestAgoAreForgotten() {
    InetAddress first = address("192.0.2.1");
    for (int i = 0; i < LoginAttempts.FREE_FAILURES; i++) {
      attempts.failed(first, null, print("guess" + i));
    }
    for (int i = 1; i < LoginAttempts.MAXIMUM_ENTRIES; i++) {
      attempts.failed(address("10.0." + (i >> 8) + "." + (i & 0xFF)), null, print("guess"));
    }
    assertThat(attempts.blockedSeconds(address("10.0.0.1"), null)).isZero();
    attempts.failed(address("10.1.0.0"), null, print("guess"));

    assertThat(attempts.blockedSeconds(first, null)).isZero();
    assertThat(attempts.tracked()).isEqualTo(LoginAttempts.MAXIMUM_ENTRIES);
  }

  private static byte[] print(String credential) {
    return credential.getBytes(UTF_8);
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
