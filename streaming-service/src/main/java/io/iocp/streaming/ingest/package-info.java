/** The publisher's side: a byte stream in any cut becomes chunks of a live stream. */
@NullMarked
package io.iocp.streaming.ingest;

import org.jspecify.annotations.NullMarked;
