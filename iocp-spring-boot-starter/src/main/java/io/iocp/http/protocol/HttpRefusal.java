package io.iocp.http.protocol;

/**
 * A request that is refused, and what its sender is answered.
 *
 * @param status the HTTP status
 * @param reason one sentence for people: the body of the answer
 * @param headers fields of the answer beside those that every answer has
 */
public record HttpRefusal(int status, String reason, HttpFields headers) implements RequestResult {

  /** A refusal without further fields. */
  public HttpRefusal(int status, String reason) {
    this(status, reason, HttpFields.EMPTY);
  }
}
