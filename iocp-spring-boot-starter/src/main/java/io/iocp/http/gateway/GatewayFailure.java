package io.iocp.http.gateway;

/** Why a request was not answered by the web server, or not to the end. */
public enum GatewayFailure {
  /** Nobody listens, or the connection could not be made. */
  UNREACHABLE(502, "the web server inside cannot be reached; it may be starting or stopping"),
  /** The connection was not made in time. */
  CONNECT_TIMEOUT(504, "the web server inside does not accept connections"),
  /** As many requests as may be are being passed through. */
  BUSY(503, "too many requests are being served; try again in a moment"),
  /** The web server closed the connection instead of answering. */
  BROKEN_OFF(502, "the web server inside ended the connection without a whole response"),
  /** What it sent is not one response, or not HTTP/1.1. */
  BAD_RESPONSE(502, "the web server inside sent something that is not a response"),
  /** It did not answer in time. */
  RESPONSE_TIMEOUT(504, "the web server inside did not respond in time"),
  /** The client did not send the body in time. */
  BODY_TIMEOUT(408, "the body of the request did not come in time"),
  /** The client framed the body wrongly. */
  BAD_BODY(400, "the body of the request is malformed"),
  /** The pool had no buffer. */
  NO_BUFFERS(503, "the server is out of buffers; try again in a moment"),
  /** The client was gone before the answer was. */
  CLIENT_GONE(499, "the client is gone");

  private final int status;
  private final String sentence;

  GatewayFailure(int status, String sentence) {
    this.status = status;
    this.sentence = sentence;
  }

  /** What the client is answered, if no response has begun. */
  int status() {
    return status;
  }

  /** The same in words. */
  String sentence() {
    return sentence;
  }
}
