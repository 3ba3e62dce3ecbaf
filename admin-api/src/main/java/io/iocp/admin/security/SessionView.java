package io.iocp.admin.security;

import org.jspecify.annotations.Nullable;

/**
 * Who uses the page.
 *
 * @param user the name; null if nobody has logged in
 * @param role viewer or operator; null if nobody has logged in, or somebody who may do nothing here
 * @param passwords whether one can log in with a password
 */
record SessionView(@Nullable String user, @Nullable String role, boolean passwords) {}
