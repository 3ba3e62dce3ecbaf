package io.iocp.websocket.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Why a WebSocket connection ends.
 *
 * @param code a close code, see {@link CloseCode}
 * @param reason a text for people; a longer one is cut at the last whole code point that fits into
 *     {@value #MAX_REASON_BYTES} bytes of UTF-8
 */
public record WsClose(int code, String reason) {
  /** What a control frame leaves for the reason after the code. */
  public static final int MAX_REASON_BYTES =
      FrameHeader.MAX_CONTROL_PAYLOAD_BYTES - WsClose.CODE_BYTES;

  /** The peer closed without saying why; to send it is to send an empty close frame. */
  public static final WsClose NO_STATUS = new WsClose(CloseCode.NO_STATUS, "");

  static final int CODE_BYTES = 2;

  public WsClose {
    reason = truncated(reason);
  }

  private static String truncated(String reason) {
    if (reason.length() * 3L <= MAX_REASON_BYTES) {
      return reason;
    }
    CharBuffer chars = CharBuffer.wrap(reason);
    // The encoder stops in front of the first code point that has no room left.
    StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .encode(chars, ByteBuffer.allocate(MAX_REASON_BYTES), true);
    return reason.substring(0, chars.position());
  }
}
