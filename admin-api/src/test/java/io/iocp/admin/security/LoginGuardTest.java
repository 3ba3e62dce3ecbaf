package io.iocp.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.access.LoginAttempts;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoginGuardTest {

  private static final String STRANGER = "203.0.113.7";

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
  private final List<InetAddress> banned = new ArrayList<>();
  private final LoginGuard guard = new LoginGuard(now::get, (address, time) -> banned.add(address));

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private void fail(String address, String account, int times) {
    for (int i = 0; i < times; i++) {
      guard.failed(address, account);
    }
  }

  @Test
  void anAddressIsShutOutForLongerEachTime() {
    fail(STRANGER, "anna", LoginAttempts.FREE_FAILURES - 1);
    assertThat(guard.blockedSeconds(STRANGER, "anna")).isZero();
    fail(STRANGER, "otto", 1);
    assertThat(guard.blockedSeconds(STRANGER, "anna")).isEqualTo(5);
    assertThat(guard.blockedSeconds("203.0.113.8", "anna")).as("somebody else").isZero();
    pass(Duration.ofSeconds(5));
    assertThat(guard.blockedSeconds(STRANGER, "anna")).isZero();
    fail(STRANGER, "anna", LoginAttempts.FREE_FAILURES);
    assertThat(guard.blockedSeconds(STRANGER, "anna")).isEqualTo(10);
    assertThat(guard.attempts().failures()).isEqualTo(2 * LoginAttempts.FREE_FAILURES);
    assertThat(guard.attempts().refusals()).isEqualTo(2);
  }

  @Test
  void whoGoesOnForLongIsBanned() throws Exception {
    for (int i = 0; i <= LoginGuard.BLOCKS_BEFORE_BAN; i++) {
      assertThat(banned).isEmpty();
      fail(STRANGER, "anna", LoginAttempts.FREE_FAILURES);
      pass(Duration.ofMinutes(5));
    }
    assertThat(banned).containsExactly(InetAddress.getByName(STRANGER));
    for (int i = 0; i < 10; i++) {
      fail("127.0.0.1", "anna", LoginAttempts.FREE_FAILURES);
    }
    assertThat(banned).as("never the machine itself").hasSize(1);
  }

  @Test
  void oneMachinesManyAddressesOfIpv6AreOne() {
    for (int i = 0; i < LoginAttempts.FREE_FAILURES; i++) {
      guard.failed("2001:db8::" + Integer.toHexString(i + 1), "anna");
    }
    assertThat(guard.blockedSeconds("2001:db8::ffff", "anna")).isPositive();
    assertThat(guard.blockedSeconds("2001:db8:0:1::1", "anna")).isZero();
  }

  @Test
  void anAccountThatManyAddressesTryIsOpenFromWhereItsOwnerHasUsedItBefore() {
    guard.succeeded("198.51.100.1", "anna");
    for (int i = 0; i < LoginAttempts.FREE_FAILURES_OF_ACCOUNT; i++) {
      guard.failed("203.0.113." + i, "anna");
    }
    assertThat(guard.blockedSeconds("192.0.2.1", "anna")).isEqualTo(5);
    assertThat(guard.blockedSeconds("192.0.2.1", "otto")).isZero();
    assertThat(guard.blockedSeconds("198.51.100.1", "anna")).isZero();
  }

  @Test
  void aFewMistakesADayShutNobodyOut() {
    for (int i = 0; i < 100; i++) {
      guard.failed(STRANGER, "anna");
      pass(Duration.ofSeconds(30));
      assertThat(guard.blockedSeconds(STRANGER, "anna")).isZero();
    }
  }
}
