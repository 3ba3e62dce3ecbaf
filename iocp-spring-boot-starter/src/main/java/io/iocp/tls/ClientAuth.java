package io.iocp.tls;

/** Whether clients are asked for a certificate. */
public enum ClientAuth {
  /** They are not. */
  NONE,
  /** They are, and may have none; one that is not trusted is refused. */
  WANT,
  /** They are, and must have one that is trusted. */
  NEED
}
