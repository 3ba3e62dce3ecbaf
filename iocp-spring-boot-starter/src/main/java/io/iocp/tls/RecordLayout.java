package io.iocp.tls;

/**
 * A TLS record on the wire (RFC 8446, section 5.1, and RFC 5246, section 6.2). Fields are in
 * network order.
 *
 * <pre>
 *   struct {
 *     ContentType type;              //  0: 1 byte
 *     ProtocolVersion version;       //  1: 2 bytes, 03 01 … 03 03
 *     uint16 length;                 //  3
 *     opaque fragment[length];       //  5
 *   } TLSCiphertext;
 * </pre>
 */
final class RecordLayout {

  static final int TYPE_OFFSET = 0;
  static final int MAJOR_VERSION_OFFSET = 1;
  static final int LENGTH_OFFSET = 3;
  static final int HEADER_BYTES = 5;

  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;

  static final int MAJOR_VERSION = 3;

  /** Most plaintext in a record: 2¹⁴ bytes. */
  static final int MAXIMUM_PLAINTEXT_BYTES = 1 << 14;

  /** Longest fragment: that of TLS 1.2; TLS 1.3 has 2¹⁴ + 256. */
  static final int MAXIMUM_FRAGMENT_BYTES = MAXIMUM_PLAINTEXT_BYTES + 2048;

  static final int MAXIMUM_BYTES = HEADER_BYTES + MAXIMUM_FRAGMENT_BYTES;

  /** Least that a record is longer than its plaintext: the header and a tag. */
  static final int MINIMUM_OVERHEAD_BYTES = HEADER_BYTES + 16;

  /**
   * Most that a record which we write is longer than its plaintext: the header, an explicit
   * initialisation vector, padding to a block and a MAC.
   */
  static final int MAXIMUM_OVERHEAD_BYTES = HEADER_BYTES + 16 + 256 + 48;

  private RecordLayout() {}

  static boolean isType(int value) {
    return value >= CHANGE_CIPHER_SPEC && value <= APPLICATION_DATA;
  }
}
