package io.iocp.access.proxy;

/**
 * The header field in which trusted proxies name their clients. One only: a proxy passes on what a
 * client sends under other names, and the client may write there what it likes.
 */
public enum ForwardedHeader {
  /** None: the proxy is taken for the client. */
  NONE(""),
  /** {@code X-Forwarded-For}: addresses, the nearest proxy's peer last. */
  X_FORWARDED_FOR("X-Forwarded-For"),
  /** {@code Forwarded} (RFC 7239). */
  FORWARDED("Forwarded");

  private final String fieldName;

  ForwardedHeader(String fieldName) {
    this.fieldName = fieldName;
  }

  public String fieldName() {
    return fieldName;
  }
}
