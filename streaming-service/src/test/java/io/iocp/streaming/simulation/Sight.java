package io.iocp.streaming.simulation;

/** What has to be seen now and then: a simulation that never comes there proves nothing of it. */
enum Sight {
  DROP_WHILE_A_MESSAGE_IS_PARTLY_SENT,
  DROP_WHILE_A_LINK_STALLS,
  TAKEOVER_WHILE_A_VIEWER_IS_BEHIND,
  RENDITION_CHANGED_WHILE_A_LINK_STALLS,
  RENDITION_RAISED,
  RENDITION_LOWERED,
  KEYFRAMES_ONLY,
  RESUMED_FROM_CACHE,
  VIEWER_CLOSED_AS_TOO_SLOW,
  VIEWER_TOLD_TO_WAIT,
  PLAYER_JUMPED
}
