/** Publishers that send a container on a TCP connection, and nothing around it. */
@NullMarked
package io.iocp.streaming.ingest.tcp;

import org.jspecify.annotations.NullMarked;
