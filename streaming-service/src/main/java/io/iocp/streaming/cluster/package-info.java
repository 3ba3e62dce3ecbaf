/** Servers that share streams: whose a name is, by leases, and which server has what. */
@NullMarked
package io.iocp.streaming.cluster;

import org.jspecify.annotations.NullMarked;
