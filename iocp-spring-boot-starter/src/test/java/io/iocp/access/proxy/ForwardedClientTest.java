package io.iocp.access.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.access.AddressRange;
import io.iocp.http.protocol.HttpFields;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedClientTest {

  private static final AddressRange TRUSTED = AddressRange.parse("10.0.0.0/8");
  private static final InetSocketAddress PROXY = new InetSocketAddress("10.0.0.1", 4000);

  private static InetSocketAddress find(ForwardedHeader header, String... values) {
    HttpFields.Builder fields = HttpFields.builder();
    for (String value : values) {
      fields.add(header == ForwardedHeader.FORWARDED ? "Forwarded" : "X-Forwarded-For", value);
    }
    return ForwardedClient.find(header, fields.build(), PROXY, ForwardedClientTest::isTrusted);
  }

  private static boolean isTrusted(InetAddress address) {
    return TRUSTED.contains(address);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | /203.0.113.9:0",
        "203.0.113.9:77 | /203.0.113.9:77",
        "2001:db8::9 | /[2001:db8:0:0:0:0:0:9]:0",
        "[2001:db8::9] | /[2001:db8:0:0:0:0:0:9]:0",
        "[2001:db8::9]:77 | /[2001:db8:0:0:0:0:0:9]:77",
        "::ffff:203.0.113.9 | /203.0.113.9:0",
        "1.1.1.1, 203.0.113.9 | /203.0.113.9:0", // What the client sent itself.
        "nonsense, 203.0.113.9 | /203.0.113.9:0",
        "203.0.113.9, 10.0.0.7 | /203.0.113.9:0", // Two proxies.
        "10.0.0.8, 10.0.0.7 | /10.0.0.8:0", // Proxies only.
        "203.0.113.9, unknown | /10.0.0.1:4000",
        "'' | /10.0.0.1:4000",
      })
  void theLastAddressThatIsNoProxyIsTheClient(String value, String client) {
    assertThat(find(ForwardedHeader.X_FORWARDED_FOR, value)).hasToString(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "for=203.0.113.9 | /203.0.113.9:0",
        "For=\"203.0.113.9:77\";proto=https;by=10.0.0.1 | /203.0.113.9:77",
        "for=\"[2001:db8::9]:77\" | /[2001:db8:0:0:0:0:0:9]:77",
        "for=1.1.1.1, for=203.0.113.9;host=a.example | /203.0.113.9:0",
        "for=203.0.113.9, for=10.0.0.7 | /203.0.113.9:0",
        "for=unknown | /10.0.0.1:4000",
        "for=_hidden | /10.0.0.1:4000",
        "for=203.0.113.9, proto=https | /10.0.0.1:4000",
      })
  void forwardedIsReadLikewise(String value, String client) {
    assertThat(find(ForwardedHeader.FORWARDED, value)).hasToString(client);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.org",
        "203.0.113",
        "203.0.113.9:99999",
        "203.0.113.9:",
        "[203.0.113.9",
        "fe80::1%1",
        "203.0.113.9/32",
        "1.1.1.1, , nonsense",
      })
  void aProxysPartThatCannotBeReadIsRefused(String value) {
    assertThat(find(ForwardedHeader.X_FORWARDED_FOR, value)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"for", "for=a=b", "for=1.1.1.1;for=2.2.2.2", "for=\"1.1.1.1", "=1.1.1.1", ";"})
  void anElementOfForwardedThatCannotBeReadIsRefused(String value) {
    assertThat(find(ForwardedHeader.FORWARDED, value)).isNull();
  }

  @Test
  void linesAreOneList() {
    assertThat(find(ForwardedHeader.X_FORWARDED_FOR, "203.0.113.9", "10.0.0.7"))
        .hasToString("/203.0.113.9:0");
  }

  @Test
  void aRowOfProxiesEndsSomewhere() {
    assertThat(find(ForwardedHeader.X_FORWARDED_FOR, "1.1.1.1" + ", 10.0.0.7".repeat(31)))
        .hasToString("/1.1.1.1:0");
    assertThat(find(ForwardedHeader.X_FORWARDED_FOR, "1.1.1.1" + ", 10.0.0.7".repeat(32))).isNull();
  }

  @Test
  void withoutAFieldTheProxyIsTheClient() {
    assertThat(find(ForwardedHeader.NONE, "203.0.113.9")).isEqualTo(PROXY);
    assertThat(find(ForwardedHeader.X_FORWARDED_FOR)).isEqualTo(PROXY);
  }
}
