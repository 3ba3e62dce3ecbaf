package io.iocp.access;

/** What became of a ban. */
public enum BanOutcome {
  /** It applies from now on. */
  ADDED,
  /** It applies in the place of an earlier one of the same range. */
  REPLACED,
  /** There are {@link AccessPolicy#MAXIMUM_BANS} already; it does not apply. */
  FULL
}
