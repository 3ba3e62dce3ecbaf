package io.iocp.access.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads one {@linkplain ProxyHeaderLayout header of the PROXY protocol}, in pieces of any size. It
 * is strict: an unknown version, command, family or transport, a length that does not fit, and a
 * checksum that is wrong end the connection. Not thread-safe.
 */
public final class ProxyHeaderParser {

  /** Longest header; proxies send up to a few hundred bytes. */
  static final int MAXIMUM_BYTES = 2048;

  private byte[] header = new byte[64];
  private int length;
  private @Nullable InetSocketAddress source;

  public enum Outcome {
    /** The header goes on with the next piece. */
    INCOMPLETE,
    /** The header is read; what remains of the piece is the client's. */
    COMPLETE,
    /** It is no such header. */
    MALFORMED
  }

  /** Whom the proxy connects for; null if it connects for itself or does not know. */
  public @Nullable InetSocketAddress source() {
    return source;
  }

  /** Reads from the position on, up to the header's end and no further. */
  public Outcome read(ByteBuffer input) {
    while (true) {
      int missing = bytesNeeded() - length;
      if (missing == 0) {
        return parse() ? Outcome.COMPLETE : Outcome.MALFORMED;
      }
      if (!input.hasRemaining()) {
        return Outcome.INCOMPLETE;
      }
      take(input, Math.min(missing, input.remaining()));
      if (!beginsRight() || bytesNeeded() > MAXIMUM_BYTES) {
        return Outcome.MALFORMED;
      }
    }
  }

  private int bytesNeeded() {
    return length < ProxyHeaderLayout.SIZE
        ? ProxyHeaderLayout.SIZE
        : ProxyHeaderLayout.SIZE + unsignedShort(ProxyHeaderLayout.LENGTH_OFFSET);
  }

  private void take(ByteBuffer input, int count) {
    if (length + count > header.length) {
      header = Arrays.copyOf(header, MAXIMUM_BYTES);
    }
    input.get(header, length, count);
    length += count;
  }

  /** So that whoever sends something else learns it at once. */
  private boolean beginsRight() {
    int compared = Math.min(length, ProxyHeaderLayout.SIGNATURE.length);
    return Arrays.equals(header, 0, compared, ProxyHeaderLayout.SIGNATURE, 0, compared);
  }

  private boolean parse() {
    int command = unsignedByte(ProxyHeaderLayout.VERSION_COMMAND_OFFSET);
    if (command != ProxyHeaderLayout.LOCAL && command != ProxyHeaderLayout.PROXY) {
      return false;
    }
    int addressBytes;
    switch (unsignedByte(ProxyHeaderLayout.FAMILY_OFFSET)) {
      case ProxyHeaderLayout.UNSPECIFIED -> {
        // What follows is not defined; the connection is taken as it is.
        return true;
      }
      case ProxyHeaderLayout.TCP4 -> addressBytes = ProxyHeaderLayout.TCP4_ADDRESSES;
      case ProxyHeaderLayout.TCP6 -> addressBytes = ProxyHeaderLayout.TCP6_ADDRESSES;
      default -> {
        return false;
      }
    }
    int records = ProxyHeaderLayout.SIZE + addressBytes;
    if (length < records || !recordsAreRight(records)) {
      return false;
    }
    if (command == ProxyHeaderLayout.PROXY) {
      source = sourceAddress(addressBytes);
    }
    return true;
  }

  private InetSocketAddress sourceAddress(int addressBytes) {
    int portBytes = 2 * Short.BYTES;
    int oneAddress = (addressBytes - portBytes) / 2;
    int from = ProxyHeaderLayout.SIZE;
    try {
      InetAddress ip =
          InetAddress.getByAddress(Arrays.copyOfRange(header, from, from + oneAddress));
      return new InetSocketAddress(ip, unsignedShort(from + 2 * oneAddress));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private boolean recordsAreRight(int from) {
    int at = from;
    while (at < length) {
      if (length - at < ProxyHeaderLayout.RECORD_SIZE) {
        return false;
      }
      int value = at + ProxyHeaderLayout.RECORD_SIZE;
      int valueBytes = unsignedShort(at + 1);
      if (length - value < valueBytes) {
        return false;
      }
      if (unsignedByte(at) == ProxyHeaderLayout.CRC32C_TYPE
          && (valueBytes != ProxyHeaderLayout.CRC32C_SIZE || !checksumIsRight(value))) {
        return false;
      }
      at = value + valueBytes;
    }
    return true;
  }

  /** The checksum is of the whole header, with zeros in the checksum's place. */
  private boolean checksumIsRight(int at) {
    ByteBuffer bytes = ByteBuffer.wrap(header, 0, length);
    int expected = bytes.getInt(at);
    bytes.putInt(at, 0);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    ByteBuffer.wrap(header).putInt(at, expected);
    return (int) crc.getValue() == expected;
  }

  private int unsignedByte(int offset) {
    return Byte.toUnsignedInt(header[offset]);
  }

  private int unsignedShort(int offset) {
    return unsignedByte(offset) << Byte.SIZE | unsignedByte(offset + 1);
  }
}
