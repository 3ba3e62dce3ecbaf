package io.iocp.http;

import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.HttpRefusal;
import io.iocp.http.protocol.ResponseHead;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What ends an exchange: the bytes of a whole answer, unless a response has been begun. */
final class HttpAnswer {

  /** Nothing is left to be said. */
  static final HttpAnswer NONE = new HttpAnswer(new byte[0]);

  private final byte[] bytes;

  HttpAnswer(byte[] bytes) {
    if (bytes.length > HttpExchange.MAX_ANSWER_BYTES) {
      throw new IllegalArgumentException("answer is too long: bytes=" + bytes.length);
    }
    this.bytes = bytes;
  }

  /** The bytes themselves, not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  static HttpAnswer of(int status, HttpFields headers, ByteBuffer body, boolean withBody) {
    byte[] head =
        ResponseHead.encode(
            status,
            headers
                .with("Content-Length", Integer.toString(body.remaining()))
                .with("Connection", "close"));
    if (!withBody) {
      return new HttpAnswer(head);
    }
    byte[] answer = Arrays.copyOf(head, head.length + body.remaining());
    body.get(body.position(), answer, head.length, body.remaining());
    return new HttpAnswer(answer);
  }

  static HttpAnswer sentence(HttpRefusal refusal, boolean withBody) {
    return new HttpAnswer(ResponseHead.sentence(refusal, withBody));
  }

  /** The status that says what a close code of WebSocket says. */
  static int statusOf(int closeCode) {
    if (closeCode >= 4400 && closeCode < 4600) {
      return closeCode - 4000;
    }
    return switch (closeCode) {
      case 1000 -> 200;
      case 1001, 1013 -> 503;
      case 1003 -> 415;
      case 1007 -> 400;
      case 1008 -> 403;
      case 1009 -> 413;
      default -> 500; // Something is wrong, and it is not the request.
    };
  }
}
