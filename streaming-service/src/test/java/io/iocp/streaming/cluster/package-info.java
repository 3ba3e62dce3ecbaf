/** Tests of servers that share streams. */
@NullMarked
package io.iocp.streaming.cluster;

import org.jspecify.annotations.NullMarked;
