package io.iocp.websocket.protocol;

/**
 * Close codes of RFC 6455, section 7.4, and the IANA registry of WebSocket close codes. A plain
 * number, because 3000 to 4999 belong to libraries and applications.
 */
public final class CloseCode {
  public static final int NORMAL = 1000;
  public static final int GOING_AWAY = 1001;
  public static final int PROTOCOL_ERROR = 1002;
  public static final int UNSUPPORTED_DATA = 1003;

  /** Never on the wire: the peer's close frame carried no code. */
  public static final int NO_STATUS = 1005;

  /** Never on the wire: the connection ended without a close frame. */
  public static final int ABNORMAL = 1006;

  public static final int INVALID_PAYLOAD = 1007;
  public static final int POLICY_VIOLATION = 1008;
  public static final int MESSAGE_TOO_BIG = 1009;
  public static final int MANDATORY_EXTENSION = 1010;
  public static final int INTERNAL_ERROR = 1011;
  public static final int SERVICE_RESTART = 1012;
  public static final int TRY_AGAIN_LATER = 1013;
  public static final int BAD_GATEWAY = 1014;

  private CloseCode() {}

  /**
   * Whether a close frame may carry this code: 1000 to 1003, 1007 to 1014 and 3000 to 4999. The
   * others are undefined, or stand for what was seen locally (1005, 1006, 1015).
   */
  public static boolean isAllowedOnWire(int code) {
    return (code >= NORMAL && code <= UNSUPPORTED_DATA)
        || (code >= INVALID_PAYLOAD && code <= BAD_GATEWAY)
        || (code >= 3000 && code <= 4999);
  }
}
