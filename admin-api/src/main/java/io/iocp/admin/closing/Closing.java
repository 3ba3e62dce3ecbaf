package io.iocp.admin.closing;

import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.nio.charset.StandardCharsets;

/** The close codes and reasons that an administrator may choose. */
public final class Closing {

  /** The code if the caller gives none; text, for annotations. */
  public static final String DEFAULT_CODE = "" + CloseCode.POLICY_VIOLATION;

  /** The reason if the caller gives none. */
  public static final String DEFAULT_REASON = "disconnected by an administrator";

  private Closing() {}

  /**
   * The status of a close frame.
   *
   * @throws ProblemException if a close frame must not carry the code, or the reason does not fit
   *     or has control characters
   */
  public static WsClose status(int code, String reason) {
    if (!CloseCode.isAllowedOnWire(code)) {
      throw invalid("code must be 1000 to 1003, 1007 to 1014 or 3000 to 4999: code=" + code);
    }
    int reasonBytes = reason.getBytes(StandardCharsets.UTF_8).length;
    if (reasonBytes > WsClose.MAX_REASON_BYTES) {
      throw invalid(
          "reason must be at most "
              + WsClose.MAX_REASON_BYTES
              + " bytes of UTF-8: "
              + reasonBytes
              + " bytes");
    }
    if (reason.chars().anyMatch(Character::isISOControl)) {
      throw invalid("reason must be free of control characters");
    }
    return new WsClose(code, reason);
  }

  private static ProblemException invalid(String detail) {
    return new ProblemException(ProblemType.INVALID_PARAMETER, detail);
  }
}
