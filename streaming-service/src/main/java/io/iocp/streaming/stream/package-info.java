/** Streams: their names, their state and what is kept of them for those who join late. */
@NullMarked
package io.iocp.streaming.stream;

import org.jspecify.annotations.NullMarked;
