package io.iocp.streaming.access;

/** What comes of somebody's saying who they are. */
sealed interface Identity permits Caller, AccessDecision.Denied {}
