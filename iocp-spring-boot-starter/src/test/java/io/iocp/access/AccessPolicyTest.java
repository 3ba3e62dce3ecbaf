package io.iocp.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessPolicyTest {

  private static final AccessLimits NO_LIMITS = new AccessLimits(1000, 0, 0, 1);

  private long nanos = Long.MAX_VALUE - 1_000; // About to wrap.
  private Instant now = Instant.parse("2026-11-25T12:00:00Z");
  private final AccessPolicy policy =
      new AccessPolicy(NO_LIMITS, AccessLists.OPEN, TrustedProxies.NONE, () -> nanos, () -> now);

  private void pass(Duration duration) {
    nanos += duration.toNanos();
    now = now.plus(duration);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private AccessRefusal admit(String text) {
    return policy.admit(address(text), 0);
  }

  private void ban(String range, Duration duration) {
    policy.ban(AddressRange.parse(range), "because", duration);
  }

  private static List<AddressRange> ranges(String... texts) {
    return List.of(texts).stream().map(AddressRange::parse).toList();
  }

  @Test
  void withoutRulesEverybodyIsLetInUpToTheMaximum() {
    assertThat(policy.admit(address("10.0.0.1"), 999)).isNull();
    assertThat(policy.admit(address("10.0.0.1"), 1000))
        .isEqualTo(AccessRefusal.MAXIMUM_CONNECTIONS);
    assertThat(policy.count(AccessRefusal.MAXIMUM_CONNECTIONS)).isEqualTo(1);
  }

  @Test
  void aBurstOfAnySizeMayBeLetIn() {
    policy.limits(new AccessLimits(1000, 0, 1, Integer.MAX_VALUE));
    assertThat(admit("10.0.0.1")).isNull();
    assertThat(admit("10.0.0.1")).isNull();
  }

  @Test
  void aBanShutsOutItsRangeOnly() {
    ban("10.0.0.0/24", null);
    assertThat(admit("10.0.0.255")).isEqualTo(AccessRefusal.BANNED);
    assertThat(admit("10.0.1.0")).isNull();
    assertThat(policy.unban(AddressRange.parse("10.0.0.0/25"))).isFalse();
    assertThat(policy.unban(AddressRange.parse("10.0.0.0/24"))).isTrue();
    assertThat(admit("10.0.0.255")).isNull();
  }

  @Test
  void aBanEndsByItselfAndAWiderOneStillCounts() {
    ban("10.0.0.0/8", Duration.ofHours(2));
    ban("10.0.0.1", Duration.ofHours(1));
    assertThat(policy.banOf(address("10.0.0.1")).orElseThrow().range()).hasToString("10.0.0.1");
    pass(Duration.ofHours(1));
    assertThat(policy.banOf(address("10.0.0.1")).orElseThrow().range()).hasToString("10.0.0.0/8");
    assertThat(policy.bans(null, 10))
        .extracting(Ban::range)
        .map(Object::toString)
        .containsExactly("10.0.0.0/8");
    pass(Duration.ofHours(1));
    assertThat(admit("10.0.0.1")).isNull();
    assertThat(policy.snapshot().bans()).isEqualTo(2);
    policy.sweep();
    assertThat(policy.snapshot().bans()).isZero();
  }

  @Test
  void aBanOfTheSameRangeIsReplaced() {
    AddressRange range = AddressRange.parse("2001:db8::/32");
    assertThat(policy.ban(range, "first", Duration.ofHours(1))).isEqualTo(BanOutcome.ADDED);
    assertThat(policy.ban(range, "second", null)).isEqualTo(BanOutcome.REPLACED);
    pass(Duration.ofHours(2));
    policy.sweep();
    assertThat(policy.ban(range).orElseThrow())
        .isEqualTo(new Ban(range, "second", now.minus(Duration.ofHours(2)), null));
  }

  @Test
  void bansAreBounded() {
    for (int i = 0; i < AccessPolicy.MAXIMUM_BANS; i++) {
      ban((i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255) + ".1", Duration.ofHours(1));
    }
    AddressRange oneMore = AddressRange.parse("200.0.0.1");
    assertThat(policy.ban(oneMore, "", null)).isEqualTo(BanOutcome.FULL);
    assertThat(policy.ban(AddressRange.parse("0.0.0.1"), "", null)).isEqualTo(BanOutcome.REPLACED);
    pass(Duration.ofHours(1));
    assertThat(policy.ban(oneMore, "", null)).isEqualTo(BanOutcome.ADDED);
    assertThat(policy.snapshot().bans()).isEqualTo(2);
  }

  @Test
  void badBansAreRefused() {
    AddressRange range = AddressRange.parse("10.0.0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.ban(range, "", Duration.ZERO))
        .withMessageContaining("PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.ban(range, "x".repeat(201), null))
        .withMessageContaining("length=201");
    assertThat(policy.ban(range, "", Duration.ofSeconds(Long.MAX_VALUE)))
        .as("for ever")
        .isEqualTo(BanOutcome.ADDED);
    assertThat(policy.ban(range).orElseThrow().expires()).isNull();
  }

  @Test
  void theDenyListBeatsTheAllowList() {
    policy.lists(new AccessLists(ranges("10.0.0.0/8", "::1"), ranges("10.1.0.0/16")));
    assertThat(admit("10.0.0.1")).isNull();
    assertThat(admit("::1")).isNull();
    assertThat(admit("10.1.0.1")).isEqualTo(AccessRefusal.DENIED);
    assertThat(admit("11.0.0.1")).isEqualTo(AccessRefusal.NOT_ALLOWED);
    policy.lists(AccessLists.OPEN);
    assertThat(admit("11.0.0.1")).isNull();
  }

  @Test
  void listsThatWereMadeFromOlderOnesAreNotSet() {
    AccessLists first = policy.lists();
    AccessLists second = new AccessLists(List.of(), ranges("10.1.0.0/16"));
    assertThat(policy.lists(first, second)).isTrue();
    assertThat(policy.lists(first, new AccessLists(List.of(), ranges("10.2.0.0/16")))).isFalse();
    assertThat(policy.lists()).isEqualTo(second);
  }

  @Test
  void listsSayWithoutAPolicyWhatItWouldSay() {
    AccessLists lists = new AccessLists(ranges("10.0.0.0/8", "::1"), ranges("10.1.0.0/16"));
    policy.lists(lists);
    ban("10.2.0.0/16", null);
    for (String each : List.of("10.0.0.1", "10.1.0.1", "11.0.0.1", "10.2.0.1", "::1", "::2")) {
      assertThat(lists.admit(AddressRange.parse(each)))
          .as(each)
          .isEqualTo(policy.listsAdmit(address(each)));
    }
    assertThat(policy.listsAdmit(address("10.2.0.1"))).as("a ban is not on a list").isTrue();
    assertThat(AccessLists.OPEN.admit(AddressRange.parse("::2"))).isTrue();
  }

  @Test
  void anAddressIsHeldToItsConnectionsAlsoWhenTheLimitComesLater() {
    assertThat(admit("10.0.0.1")).isNull();
    assertThat(admit("10.0.0.1")).isNull();
    policy.limits(new AccessLimits(1000, 2, 0, 1));
    assertThat(admit("10.0.0.1")).isEqualTo(AccessRefusal.ADDRESS_CONNECTIONS);
    assertThat(admit("10.0.0.2")).isNull();
    policy.release(address("10.0.0.1"));
    assertThat(admit("10.0.0.1")).isNull();
  }

  @Test
  void anIpv6NetworkOf64BitsIsOneAddress() {
    policy.limits(new AccessLimits(1000, 1, 0, 1));
    assertThat(admit("2001:db8::1")).isNull();
    assertThat(admit("2001:db8::ffff:1")).isEqualTo(AccessRefusal.ADDRESS_CONNECTIONS);
    assertThat(admit("2001:db8:0:1::1")).isNull();
  }

  @Test
  void anAddressComesInABurstAndThenAtItsRate() {
    policy.limits(new AccessLimits(1000, 0, 60, 3));
    for (int i = 0; i < 3; i++) {
      assertThat(admit("10.0.0.1")).as("connection %d", i).isNull();
    }
    assertThat(admit("10.0.0.1")).isEqualTo(AccessRefusal.ADDRESS_RATE);
    assertThat(admit("10.0.0.2")).isNull();
    pass(Duration.ofSeconds(1));
    assertThat(admit("10.0.0.1")).isNull();
    assertThat(admit("10.0.0.1")).isEqualTo(AccessRefusal.ADDRESS_RATE);
    pass(Duration.ofMinutes(1));
    for (int i = 0; i < 3; i++) {
      assertThat(admit("10.0.0.1")).as("after a rest, connection %d", i).isNull();
    }
    assertThat(admit("10.0.0.1")).isEqualTo(AccessRefusal.ADDRESS_RATE);
  }

  @Test
  void closingAndComingBackDoesNotRestoreTheRate() {
    policy.limits(new AccessLimits(1000, 0, 60, 2));
    for (int i = 0; i < 2; i++) {
      assertThat(admit("10.0.0.1")).isNull();
      policy.release(address("10.0.0.1"));
    }
    assertThat(admit("10.0.0.1")).isEqualTo(AccessRefusal.ADDRESS_RATE);
  }

  @Test
  void anAddressIsForgottenOnceItIsGoneAndItsRateHasRecovered() {
    policy.limits(new AccessLimits(1000, 1, 60, 5));
    assertThat(admit("10.0.0.1")).isNull();
    assertThat(policy.snapshot().trackedAddresses()).isEqualTo(1);
    policy.release(address("10.0.0.1"));
    policy.sweep();
    assertThat(policy.snapshot().trackedAddresses()).as("its rate is remembered").isEqualTo(1);
    pass(Duration.ofSeconds(1));
    policy.sweep();
    assertThat(policy.snapshot().trackedAddresses()).isZero();
  }

  @Test
  void withoutARateNothingIsRememberedOfWhoIsGone() {
    assertThat(admit("10.0.0.1")).isNull();
    policy.release(address("10.0.0.1"));
    assertThat(policy.snapshot().trackedAddresses()).isZero();
  }

  @Test
  void addressesThatAreGoneAreRememberedUpToABound() {
    policy.limits(new AccessLimits(Integer.MAX_VALUE, 0, 1, 1));
    for (int i = 0; i <= AddressStates.MAXIMUM_IDLE; i++) {
      String address = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
      assertThat(admit(address)).isNull();
      policy.release(address(address));
    }
    assertThat(policy.snapshot().trackedAddresses()).isEqualTo(AddressStates.MAXIMUM_IDLE);
    assertThat(admit("10.0.0.1")).isEqualTo(AccessRefusal.ADDRESS_RATE);
    assertThat(admit("10.0.0.0")).as("the first was forgotten").isNull();
  }

  @Test
  void limitsAndListsAreValidated() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AccessLimits(0, 0, 0, 1))
        .withMessageContaining("maximumConnections=0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AccessLimits(1, 0, 0, 0))
        .withMessageContaining("acceptBurst=0");
    List<AddressRange> tooMany =
        Collections.nCopies(AccessLists.MAXIMUM_RANGES + 1, AddressRange.parse("10.0.0.1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AccessLists(List.of(), tooMany))
        .withMessageContaining("deny");
  }
}
