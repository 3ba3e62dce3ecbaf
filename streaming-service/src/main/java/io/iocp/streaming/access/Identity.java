package io.iocp.streaming.access;

/** What comes of somebody's saying who they are. */
sealed interface Identity permits Caller, Identity.Unproven, AccessDecision.Denied {

  /** Nobody here knows them; the access callback may. */
  record Unproven() implements Identity {}
}
