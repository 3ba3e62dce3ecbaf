package io.iocp.streaming.access;

import org.jspecify.annotations.Nullable;

/** Checks credentials where that may take time. Any thread. */
interface CredentialCheck {

  /** A check that knows nobody. */
  CredentialCheck NOBODY = credentials -> null;

  /**
   * Who it is; null if the credentials are wrong. May block.
   *
   * @throws RuntimeException when that cannot be told now
   */
  @Nullable Caller check(Credentials credentials);
}
