package io.iocp.access;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that share a prefix (CIDR, RFC 4632 and RFC 4291, section 2.3), or one address alone.
 * An IPv4 address that is mapped into IPv6 (RFC 4291, section 2.5.5.2) is the IPv4 address; IPv4
 * and IPv6 ranges never contain each other. Immutable; ordered by family, address and prefix.
 */
public final class AddressRange implements Comparable<AddressRange> {

  static final int BITS = 128;

  // ::ffff:0:0/96: where IPv4 lives among 128 bits.
  private static final int MAPPED_BITS = 96;
  private static final long MAPPED_LOW = 0xFFFF_0000_0000L;

  private static final int IPV6_SUBSCRIBER_BITS = 64;

  private static final int LONGEST_ADDRESS = 45;

  private static final Pattern IPV4 =
      Pattern.compile(
          "(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}"
              + "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");
  // Digits, colons and dots only: nothing that would be looked up as a name.
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
  private static final Pattern RANGE = Pattern.compile("([^/]{1,45})(?:/(0|[1-9]\\d{0,2}))?");

  private final long high;
  private final long low;
  // Counted in 128 bits, for IPv4, too.
  private final int prefixBits;

  private AddressRange(long high, long low, int prefixBits) {
    this.high = high & mask(prefixBits);
    this.low = low & mask(prefixBits - Long.SIZE);
    this.prefixBits = prefixBits;
  }

  /** One address alone; a scope is ignored. */
  public static AddressRange of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return new AddressRange(0, MAPPED_LOW | bits(bytes, 0, 4), BITS);
    }
    return new AddressRange(bits(bytes, 0, 8), bits(bytes, 8, 16), BITS);
  }

  /**
   * Reads {@code 10.0.0.1}, {@code 10.0.0.0/8}, {@code 2001:db8::1} or {@code 2001:db8::/32}. Asks
   * no name service.
   *
   * @throws IllegalArgumentException when it is nothing of the kind, or when bits are set beyond
   *     the prefix; the message shows the text, and what was meant
   */
  public static AddressRange parse(String text) {
    Matcher matcher = RANGE.matcher(text.strip());
    InetAddress address = matcher.matches() ? literal(matcher.group(1)) : null;
    if (address == null) {
      throw new IllegalArgumentException("not an IP address or CIDR range: " + text);
    }
    AddressRange whole = of(address);
    String length = matcher.group(2);
    if (length == null) {
      return whole;
    }
    int offset = whole.isIpv4() && matcher.group(1).indexOf(':') < 0 ? MAPPED_BITS : 0;
    int bits = Integer.parseInt(length) + offset;
    if (bits > BITS) {
      throw new IllegalArgumentException(
          "prefix must be 0 to " + (BITS - offset) + " bits: " + text);
    }
    AddressRange range = whole.widen(bits);
    if (range.high != whole.high || range.low != whole.low) {
      throw new IllegalArgumentException(
          "bits are set beyond the prefix: " + text + "; the range is " + range);
    }
    return range;
  }

  /** Reads one address; nothing if it is none. Asks no name service. */
  public static Optional<AddressRange> tryParseAddress(String text) {
    return Optional.ofNullable(literal(text)).map(AddressRange::of);
  }

  private static @Nullable InetAddress literal(String address) {
    boolean looksRight =
        address.length() <= LONGEST_ADDRESS
            && (IPV4.matcher(address).matches() || IPV6.matcher(address).matches());
    try {
      return looksRight ? InetAddress.getAllByName(address)[0] : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** Whether the address is in the range. */
  public boolean contains(InetAddress address) {
    return contains(of(address));
  }

  /** Whether all of the other range is in this one. */
  public boolean contains(AddressRange other) {
    return isIpv4() == other.isIpv4()
        && other.prefixBits >= prefixBits
        && commonBits(other) >= prefixBits;
  }

  /** Whether it is a range of IPv4. */
  public boolean isIpv4() {
    return prefixBits >= MAPPED_BITS && high == 0 && low >>> 32 == MAPPED_LOW >>> 32;
  }

  /** Length of the prefix: 0 … 32 with IPv4, 0 … 128 with IPv6. */
  public int prefixLength() {
    return isIpv4() ? prefixBits - MAPPED_BITS : prefixBits;
  }

  /** The first address of the range: the one address, when it is one alone. */
  public InetAddress address() {
    byte[] bytes = ByteBuffer.allocate(BITS / Byte.SIZE).putLong(high).putLong(low).array();
    try {
      // A mapped address becomes an IPv4 address here.
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 16 bytes", e);
    }
  }

  int prefixBits() {
    return prefixBits;
  }

  /** The range with a shorter prefix around this one, counted in 128 bits. */
  AddressRange widen(int bits) {
    return new AddressRange(high, low, bits);
  }

  /** What one subscriber has: an IPv4 address, or all of the IPv6 network that it is in. */
  AddressRange subscriber() {
    return isIpv4() ? this : widen(IPV6_SUBSCRIBER_BITS);
  }

  /** How many bits from the left are the same, whatever the prefixes. */
  int commonBits(AddressRange other) {
    long difference = high ^ other.high;
    return difference != 0
        ? Long.numberOfLeadingZeros(difference)
        : Long.SIZE + Long.numberOfLeadingZeros(low ^ other.low);
  }

  /** The bit at an index, 0 … 127 from the left. */
  boolean bit(int index) {
    long half = index < Long.SIZE ? high : low;
    return (half >>> (Long.SIZE - 1 - (index & (Long.SIZE - 1))) & 1) != 0;
  }

  private static long mask(int bits) {
    if (bits <= 0) {
      return 0;
    }
    return bits >= Long.SIZE ? -1L : -1L << (Long.SIZE - bits);
  }

  private static long bits(byte[] bytes, int from, int to) {
    long bits = 0;
    for (int i = from; i < to; i++) {
      bits = bits << Byte.SIZE | Byte.toUnsignedLong(bytes[i]);
    }
    return bits;
  }

  @Override
  public int compareTo(AddressRange other) {
    int order = Boolean.compare(other.isIpv4(), isIpv4());
    if (order == 0) {
      order = Long.compareUnsigned(high, other.high);
    }
    if (order == 0) {
      order = Long.compareUnsigned(low, other.low);
    }
    return order == 0 ? Integer.compare(prefixBits, other.prefixBits) : order;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRange range
        && high == range.high
        && low == range.low
        && prefixBits == range.prefixBits;
  }

  @Override
  public int hashCode() {
    return Objects.hash(high, low, prefixBits);
  }

  /** The address, with its prefix unless it is one address alone; IPv6 as in RFC 5952. */
  @Override
  public String toString() {
    String address = isIpv4() ? ipv4Text() : ipv6Text();
    return prefixBits == BITS ? address : address + "/" + prefixLength();
  }

  private String ipv4Text() {
    return (low >>> 24 & 0xFF)
        + "."
        + (low >>> 16 & 0xFF)
        + "."
        + (low >>> 8 & 0xFF)
        + "."
        + (low & 0xFF);
  }

  private int group(int index) {
    long half = index < 4 ? high : low;
    return (int) (half >>> (48 - 16 * (index & 3))) & 0xFFFF;
  }

  private String ipv6Text() {
    int gapStart = 8;
    int gapLength = 1; // A single zero is not shortened.
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && group(end) == 0) {
        end++;
      }
      if (end - i > gapLength) {
        gapStart = i;
        gapLength = end - i;
      }
      i = Math.max(i, end - 1);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength - 1;
        continue;
      }
      if (i > 0 && i != gapStart + gapLength) {
        text.append(':');
      }
      text.append(Integer.toHexString(group(i)));
    }
    return text.toString();
  }
}
