package io.iocp.access.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.access.proxy.ProxyHeaderParser.Outcome;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderParserTest {

  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  // 203.0.113.9:4660 to 10.0.0.1:9000.
  private static final String TCP4 = "cb007109 0a000001 1234 2328";
  // [2001:db8::9]:4660 to [2001:db8::1]:9000.
  private static final String TCP6 =
      "20010db8000000000000000000000009 20010db8000000000000000000000001 1234 2328";

  private final ProxyHeaderParser parser = new ProxyHeaderParser();

  private static byte[] bytes(String... hex) {
    return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
  }

  private Outcome read(String... hex) {
    return parser.read(ByteBuffer.wrap(bytes(hex)));
  }

  @Test
  void theClientsAddressIsTheSource() {
    assertThat(read(SIGNATURE, "21 11 000c", TCP4)).isEqualTo(Outcome.COMPLETE);
    assertThat(parser.source()).hasToString("/203.0.113.9:4660");
  }

  @Test
  void anIpv6SourceIsReadLikewise() {
    assertThat(read(SIGNATURE, "21 21 0024", TCP6)).isEqualTo(Outcome.COMPLETE);
    assertThat(parser.source()).hasToString("/[2001:db8:0:0:0:0:0:9]:4660");
  }

  @Test
  void whatFollowsTheHeaderIsLeft() {
    ByteBuffer input = ByteBuffer.wrap(bytes(SIGNATURE, "21 11 000c", TCP4, "474554"));
    assertThat(parser.read(input)).isEqualTo(Outcome.COMPLETE);
    assertThat(input.remaining()).isEqualTo(3);
  }

  @Test
  void itMayComeByteByByte() {
    byte[] header = bytes(SIGNATURE, "21 21 0024", TCP6);
    for (int i = 0; i < header.length - 1; i++) {
      assertThat(parser.read(ByteBuffer.wrap(header, i, 1))).isEqualTo(Outcome.INCOMPLETE);
    }
    assertThat(parser.read(ByteBuffer.wrap(header, header.length - 1, 1)))
        .isEqualTo(Outcome.COMPLETE);
    assertThat(parser.source()).isNotNull();
  }

  @Test
  void aLocalConnectionIsTheProxysOwn() {
    assertThat(read(SIGNATURE, "20 00 0000")).isEqualTo(Outcome.COMPLETE);
    assertThat(parser.source()).isNull();
  }

  @Test
  void addressesOfALocalConnectionAreIgnored() {
    assertThat(read(SIGNATURE, "20 11 000c", TCP4)).isEqualTo(Outcome.COMPLETE);
    assertThat(parser.source()).isNull();
  }

  @Test
  void aProxyThatDoesNotKnowItsClientSaysSo() {
    assertThat(read(SIGNATURE, "21 00 0003 ffffff")).isEqualTo(Outcome.COMPLETE);
    assertThat(parser.source()).isNull();
  }

  @Test
  void recordsAreSkipped() {
    // An authority, a no-operation.
    assertThat(read(SIGNATURE, "21 11 0016", TCP4, "02 0003 612e62", "04 0001 00"))
        .isEqualTo(Outcome.COMPLETE);
    assertThat(parser.source()).isNotNull();
  }

  @Test
  void aChecksumIsChecked() {
    byte[] header = bytes(SIGNATURE, "21 11 0013", TCP4, "03 0004 00000000");
    CRC32C crc = new CRC32C();
    crc.update(header);
    ByteBuffer.wrap(header).putInt(header.length - 4, (int) crc.getValue());
    assertThat(new ProxyHeaderParser().read(ByteBuffer.wrap(header))).isEqualTo(Outcome.COMPLETE);
    header[20] ^= 1;
    assertThat(new ProxyHeaderParser().read(ByteBuffer.wrap(header))).isEqualTo(Outcome.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "474554202f", // GET /
        "0d0a0d0a000d0a515549540b", // The last byte of the signature.
        SIGNATURE + "11 11 000c" + TCP4, // Version 1.
        SIGNATURE + "22 11 000c" + TCP4, // No such command.
        SIGNATURE + "21 12 000c" + TCP4, // UDP.
        SIGNATURE + "21 31 000c" + TCP4, // A Unix socket.
        SIGNATURE + "21 41 000c" + TCP4, // No such family.
        SIGNATURE + "21 11 000b cb0071090a000001123423", // An address is cut off.
        SIGNATURE + "21 21 000c" + TCP4, // IPv4 addresses as IPv6.
        SIGNATURE + "21 11 000e" + TCP4 + "0200", // A record is cut off.
        SIGNATURE + "21 11 0010" + TCP4 + "02000200", // A value is cut off.
        SIGNATURE + "21 11 0011" + TCP4 + "0300020000", // A checksum of two bytes.
        SIGNATURE + "21 11 0800", // Longer than any.
        SIGNATURE + "21 11 ffff",
      })
  void whatIsNoSuchHeaderIsRefusedAtOnce(String hex) {
    assertThat(read(hex)).isEqualTo(Outcome.MALFORMED);
  }

  @Test
  void noInputBreaksIt() {
    for (long seed = 1; seed <= 2000; seed++) {
      Random random = new Random(seed);
      byte[] header = bytes(SIGNATURE, "21 11 0020", TCP4, "00".repeat(20));
      for (int i = random.nextInt(4); i >= 0; i--) {
        header[12 + random.nextInt(header.length - 12)] = (byte) random.nextInt();
      }
      ProxyHeaderParser fuzzed = new ProxyHeaderParser();
      ByteBuffer input = ByteBuffer.wrap(header);
      Outcome outcome = Outcome.INCOMPLETE;
      while (outcome == Outcome.INCOMPLETE && input.hasRemaining()) {
        int piece = Math.min(1 + random.nextInt(20), input.remaining());
        ByteBuffer part = input.slice(input.position(), piece);
        outcome = fuzzed.read(part);
        input.position(input.position() + piece);
      }
      assertThat(outcome).as("seed %d", seed).isNotNull();
    }
  }
}
