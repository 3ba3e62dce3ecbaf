package io.iocp.admin.clients;

import java.util.List;

/**
 * Clients that connected and disconnected within the last second. A client that did both within it
 * is not listed.
 *
 * @param connected clients that connected, at most 100
 * @param disconnected ids of clients that disconnected, at most 1000
 * @param complete whether these are all; if not, the list must be queried again
 * @param total number of connected clients
 */
record ClientChanges(
    List<ClientView> connected, List<Long> disconnected, boolean complete, int total) {}
