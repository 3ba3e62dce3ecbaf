package io.iocp.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RangeMapTest {

  @Test
  void theNarrowestRangeWhoseValuePassesCounts() {
    RangeMap<String> map =
        RangeMap.<String>empty()
            .with(AddressRange.parse("10.0.0.0/8"), "wide")
            .with(AddressRange.parse("10.1.0.0/16"), "narrow");
    AddressRange address = AddressRange.parse("10.1.2.3");
    assertThat(map.mostSpecific(address, value -> true)).isEqualTo("narrow");
    assertThat(map.mostSpecific(address, value -> !value.equals("narrow"))).isEqualTo("wide");
    assertThat(map.mostSpecific(AddressRange.parse("11.0.0.1"), value -> true)).isNull();
  }

  @Test
  void aRangeOfEverythingIsARange() {
    RangeMap<String> map = RangeMap.<String>empty().with(AddressRange.parse("0.0.0.0/0"), "all");
    assertThat(map.covers(AddressRange.parse("255.255.255.255"))).isTrue();
    assertThat(map.covers(AddressRange.parse("::1"))).isFalse();
    assertThat(map.without(AddressRange.parse("0.0.0.0/0")).size()).isZero();
  }

  /** Whatever is put in and taken out, the map says the same as a list that is searched. */
  @Test
  void itAgreesWithASearchThroughAllRanges() throws UnknownHostException {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      RangeMap<AddressRange> map = RangeMap.empty();
      Map<AddressRange, AddressRange> model = new TreeMap<>();
      for (int step = 0; step < 400; step++) {
        AddressRange range = range(random);
        if (random.nextInt(3) > 0) {
          map = map.with(range, range);
          model.put(range, range);
        } else {
          map = map.without(range);
          model.remove(range);
        }
        AddressRange address = AddressRange.of(address(random));
        assertThat(map.size()).as("seed %d", seed).isEqualTo(model.size());
        assertThat(map.get(range)).as("seed %d", seed).isEqualTo(model.get(range));
        assertThat(map.mostSpecific(address, value -> true))
            .as("seed %d, step %d, address %s", seed, step, address)
            .isEqualTo(search(model, address));
      }
      assertThat(pages(map)).as("seed %d", seed).isEqualTo(List.copyOf(model.keySet()));
    }
  }

  private static AddressRange search(Map<AddressRange, AddressRange> model, AddressRange address) {
    // The order puts a wider range before the narrower ones in it.
    return model.keySet().stream()
        .filter(range -> range.contains(address))
        .reduce((wider, narrower) -> narrower)
        .orElse(null);
  }

  private static List<AddressRange> pages(RangeMap<AddressRange> map) {
    List<AddressRange> all = new ArrayList<>();
    List<AddressRange> page = map.after(null, 7, value -> true);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = map.after(page.get(page.size() - 1), 7, value -> true);
    }
    return all;
  }

  /** Few bits that vary, so that ranges contain each other often. */
  private static InetAddress address(Random random) throws UnknownHostException {
    byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
    bytes[0] = (byte) random.nextInt(4);
    bytes[bytes.length / 2] = (byte) random.nextInt(256);
    bytes[bytes.length - 1] = (byte) random.nextInt(4);
    return InetAddress.getByAddress(bytes);
  }

  private static AddressRange range(Random random) throws UnknownHostException {
    AddressRange address = AddressRange.of(address(random));
    int shortest = address.isIpv4() ? 96 : 0;
    return address.widen(shortest + random.nextInt(AddressRange.BITS - shortest + 1));
  }
}
