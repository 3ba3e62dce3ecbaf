/** Streams as low-latency HLS: playlists, segments and parts, made while somebody asks. */
@NullMarked
package io.iocp.streaming.hls;

import org.jspecify.annotations.NullMarked;
