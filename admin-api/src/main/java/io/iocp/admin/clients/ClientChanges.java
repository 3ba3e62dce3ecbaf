package io.iocp.admin.clients;

import java.util.List;

/**
 * Which clients have come and gone within a second. Who came and went within the same second is not
 * seen.
 *
 * @param connected those that have come, at most 100 of them
 * @param disconnected ids of those that have gone, at most 1000 of them
 * @param complete whether these are all; if not the list must be asked for anew
 * @param total how many there are now
 */
record ClientChanges(
    List<ClientView> connected, List<Long> disconnected, boolean complete, int total) {}
