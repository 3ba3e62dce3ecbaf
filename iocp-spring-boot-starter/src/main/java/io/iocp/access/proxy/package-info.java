/** Clients behind proxies: who is named, by whom, and whose word counts. */
@NullMarked
package io.iocp.access.proxy;

import org.jspecify.annotations.NullMarked;
