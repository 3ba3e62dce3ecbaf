/** Publishers that send MPEG-TS in datagrams. */
@NullMarked
package io.iocp.streaming.ingest.udp;

import org.jspecify.annotations.NullMarked;
