package io.iocp.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OriginPolicyTest {

  private static final OriginPolicy SAME_HOST = OriginPolicy.of(List.of());

  @Test
  void whoSaysNothingIsNoBrowserAndPasses() {
    assertThat(SAME_HOST.allows(null, "example.org")).isTrue();
    assertThat(OriginPolicy.of(List.of("https://a.example")).allows(null, "x")).isTrue();
  }

  @Test
  void byDefaultPagesOfTheSameHostPassOnAnyPortAndScheme() {
    assertThat(SAME_HOST.allows("http://example.org:8080", "example.org:9000")).isTrue();
    assertThat(SAME_HOST.allows("https://EXAMPLE.org", "example.ORG")).isTrue();
    assertThat(SAME_HOST.allows("http://[::1]:8080", "[::1]:9000")).isTrue();
    assertThat(SAME_HOST.allows("http://example.org.evil.test", "example.org")).isFalse();
    assertThat(SAME_HOST.allows("http://evil.test", "example.org")).isFalse();
  }

  @Test
  void aHostsNameMayHaveAnUnderscore() {
    assertThat(SAME_HOST.allows("http://my_relay:8080", "my_relay:9000")).isTrue();
    assertThat(SAME_HOST.allows("http://my_relay.evil.test", "my_relay")).isFalse();
    assertThat(SAME_HOST.allows("http://my_relay@evil.test", "my_relay")).isFalse();
    assertThat(SAME_HOST.allows("http://evil_host", "my_relay")).isFalse();
    assertThat(SAME_HOST.allows("http://a_b:x", "a_b:x")).isFalse();
  }

  @Test
  void anOriginThatIsNoneIsRefused() {
    assertThat(SAME_HOST.allows("null", "example.org")).isFalse();
    assertThat(SAME_HOST.allows("not an origin", "example.org")).isFalse();
    assertThat(SAME_HOST.allows("", "example.org")).isFalse();
  }

  @Test
  void aListAllowsItsMembersOnly() {
    OriginPolicy policy = OriginPolicy.of(List.of("https://Page.example:8443"));
    assertThat(policy.allows("https://page.example:8443", "other")).isTrue();
    assertThat(policy.allows("https://page.example", "page.example")).isFalse();
    assertThat(policy.allows("http://page.example:8443", "page.example")).isFalse();
  }

  @Test
  void aStarAllowsAll() {
    assertThat(OriginPolicy.of(List.of("*")).allows("null", "example.org")).isTrue();
  }
}
