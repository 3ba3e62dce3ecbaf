package io.iocp.admin.server;

import org.jspecify.annotations.Nullable;

/**
 * How the server is to be taken out of service.
 *
 * @param disconnectOverSeconds time over which the clients are told to leave with 1001, evenly; 0
 *     for all at once; null if they may stay, and those who come although readiness is down are let
 *     in
 */
record DrainRequest(@Nullable Integer disconnectOverSeconds) {

  static final int MAXIMUM_SECONDS = 3600;
}
