package io.iocp.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  private static InetAddress address(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1,10.0.0.1",
    "10.0.0.1/32,10.0.0.1",
    "10.0.0.0/8,10.0.0.0/8",
    "0.0.0.0/0,0.0.0.0/0",
    "::ffff:10.0.0.1,10.0.0.1",
    "::ffff:10.0.0.0/104,10.0.0.0/8",
    "2001:DB8::/32,2001:db8::/32",
    "2001:db8:0:0:0:0:0:1,2001:db8::1",
    "2001:0:0:1:0:0:0:1,2001:0:0:1::1",
    "1:0:2:0:3:0:4:0,1:0:2:0:3:0:4:0",
    "::,::",
    "::/0,::/0",
    "::1,::1",
    "1::,1::",
    "fe80::1:0:0:0/80,fe80::1:0:0:0/80",
  })
  void textIsReadAndWrittenInOneForm(String text, String canonical) {
    AddressRange range = AddressRange.parse(text);
    assertThat(range).hasToString(canonical);
    assertThat(AddressRange.parse(range.toString())).isEqualTo(range).hasSameHashCodeAs(range);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.org",
        "localhost",
        "10.0.0",
        "10.0.0.256",
        "010.0.0.1",
        "10.0.0.1/",
        "10.0.0.1/33",
        "10.0.0.1/-1",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "2001:db8::/129",
        "2001:db8:::1",
        "1:2:3:4:5:6:7:8:9",
        "fe80::1%eth0",
        "[::1]",
        ":",
        "12345::",
      })
  void whatIsNoAddressIsRefusedAndShown(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressRange.parse(text))
        .withMessageContaining(text);
  }

  @Test
  void bitsBeyondThePrefixAreRefusedWithWhatWasMeant() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressRange.parse("10.1.2.3/8"))
        .withMessageContaining("10.0.0.0/8");
  }

  @Test
  void aRangeContainsItsAddressesAndNoOthers() throws UnknownHostException {
    AddressRange range = AddressRange.parse("10.32.0.0/11");
    assertThat(range.contains(address("10.32.0.0"))).isTrue();
    assertThat(range.contains(address("10.63.255.255"))).isTrue();
    assertThat(range.contains(address("10.64.0.0"))).isFalse();
    assertThat(range.contains(address("10.31.255.255"))).isFalse();
    AddressRange network = AddressRange.parse("2001:db8:1::/65");
    assertThat(network.contains(address("2001:db8:1::7fff:0:0:1"))).isTrue();
    assertThat(network.contains(address("2001:db8:1::8000:0:0:1"))).isFalse();
  }

  @Test
  void theFamiliesNeverContainEachOther() throws UnknownHostException {
    assertThat(AddressRange.parse("::/0").contains(address("10.0.0.1"))).isFalse();
    assertThat(AddressRange.parse("0.0.0.0/0").contains(address("::1"))).isFalse();
    assertThat(AddressRange.parse("0.0.0.0/0").contains(address("::ffff:10.0.0.1"))).isTrue();
  }

  @Test
  void theOrderIsFamilyThenAddressThenPrefix() {
    List<AddressRange> ordered =
        List.of(
                "9.0.0.0/8",
                "10.0.0.0/8",
                "10.0.0.0/16",
                "200.0.0.1",
                "::1",
                "2001:db8::",
                "ff00::")
            .stream()
            .map(AddressRange::parse)
            .toList();
    assertThat(ordered.stream().sorted().toList()).isEqualTo(ordered);
  }
}
