package io.iocp.admin.closing;

import io.iocp.admin.problem.ProblemException;
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
      throw ProblemException.invalid("code", code, "1000 to 1003, 1007 to 1014 or 3000 to 4999");
    }
    int reasonBytes = reason.getBytes(StandardCharsets.UTF_8).length;
    if (reasonBytes > WsClose.MAX_REASON_BYTES) {
      throw ProblemException.invalid(
          "reason", null, "at most " + WsClose.MAX_REASON_BYTES + " bytes of UTF-8");
    }
    if (reason.chars().anyMatch(Character::isISOControl)) {
      throw ProblemException.invalid("reason", null, "free of control characters");
    }
    return new WsClose(code, reason);
  }
}
