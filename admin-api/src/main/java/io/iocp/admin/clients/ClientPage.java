package io.iocp.admin.clients;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of clients.
 *
 * @param clients the clients of this page
 * @param next after for the next page if sorted by id; null on the last page
 * @param matching number of clients on all pages
 */
record ClientPage(List<ClientView> clients, @Nullable Long next, int matching) {}
