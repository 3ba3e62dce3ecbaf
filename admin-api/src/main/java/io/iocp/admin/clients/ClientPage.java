package io.iocp.admin.clients;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list of clients.
 *
 * @param clients the part
 * @param next the after of the following part, where the list is ordered by id; null if this is the
 *     last
 * @param matching how many clients the whole list has
 */
record ClientPage(List<ClientView> clients, @Nullable Long next, int matching) {}
