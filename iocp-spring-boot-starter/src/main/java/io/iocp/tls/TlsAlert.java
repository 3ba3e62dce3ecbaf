package io.iocp.tls;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The alerts by which a peer, or we, may give up (RFC 8446, section 6, and the IANA registry of TLS
 * alerts).
 */
public enum TlsAlert {
  UNEXPECTED_MESSAGE(10),
  BAD_RECORD_MAC(20),
  DECRYPTION_FAILED(21),
  RECORD_OVERFLOW(22),
  DECOMPRESSION_FAILURE(30),
  HANDSHAKE_FAILURE(40),
  NO_CERTIFICATE(41),
  BAD_CERTIFICATE(42),
  UNSUPPORTED_CERTIFICATE(43),
  CERTIFICATE_REVOKED(44),
  CERTIFICATE_EXPIRED(45),
  CERTIFICATE_UNKNOWN(46),
  ILLEGAL_PARAMETER(47),
  UNKNOWN_CA(48),
  ACCESS_DENIED(49),
  DECODE_ERROR(50),
  DECRYPT_ERROR(51),
  EXPORT_RESTRICTION(60),
  PROTOCOL_VERSION(70),
  INSUFFICIENT_SECURITY(71),
  INTERNAL_ERROR(80),
  INAPPROPRIATE_FALLBACK(86),
  USER_CANCELED(90),
  NO_RENEGOTIATION(100),
  MISSING_EXTENSION(109),
  UNSUPPORTED_EXTENSION(110),
  CERTIFICATE_UNOBTAINABLE(111),
  UNRECOGNIZED_NAME(112),
  BAD_CERTIFICATE_STATUS_RESPONSE(113),
  BAD_CERTIFICATE_HASH_VALUE(114),
  UNKNOWN_PSK_IDENTITY(115),
  CERTIFICATE_REQUIRED(116),
  NO_APPLICATION_PROTOCOL(120),
  /** One that the registry did not have when this was written, or that could not be told. */
  OTHER(-1);

  private final int code;

  TlsAlert(int code) {
    this.code = code;
  }

  /** The alert as a record of its own, fatal, for peers that have no keys yet. */
  byte[] fatalRecord() {
    return new byte[] {RecordLayout.ALERT, RecordLayout.MAJOR_VERSION, 3, 0, 2, 2, (byte) code};
  }

  /** The alert with the registry's name for it. */
  static TlsAlert of(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    for (TlsAlert alert : values()) {
      if (alert.name().equals(wanted)) {
        return alert;
      }
    }
    return OTHER;
  }

  /** The alert with that number. */
  static TlsAlert of(int code) {
    for (TlsAlert alert : values()) {
      if (alert.code == code) {
        return alert;
      }
    }
    return OTHER;
  }

  /**
   * The alert in the record, or {@code null} if it is another or encrypted: two bytes, the level
   * and the number (RFC 8446, section 6).
   */
  static @Nullable TlsAlert inRecord(byte[] record, int bytes) {
    boolean plain =
        bytes == RecordLayout.HEADER_BYTES + 2
            && record[RecordLayout.TYPE_OFFSET] == RecordLayout.ALERT;
    return plain ? of(record[RecordLayout.HEADER_BYTES + 1] & 0xFF) : null;
  }
}
