/** MPEG-TS in datagrams, plain and in RTP: bytes in, packets and gaps out. */
@NullMarked
package io.iocp.streaming.ingest.udp.protocol;

import org.jspecify.annotations.NullMarked;
