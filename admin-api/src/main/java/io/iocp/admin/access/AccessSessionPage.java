package io.iocp.admin.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the sessions, by id.
 *
 * @param sessions sessions of this page
 * @param next value of after for the next page; null if this is the last
 */
record AccessSessionPage(List<AccessSession> sessions, @Nullable Long next) {}
