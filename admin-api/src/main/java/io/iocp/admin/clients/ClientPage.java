package io.iocp.admin.clients;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list of clients, ordered by id.
 *
 * @param next the {@code after} of the following part; null if this is the last
 */
record ClientPage(List<ClientView> clients, @Nullable Long next) {}
