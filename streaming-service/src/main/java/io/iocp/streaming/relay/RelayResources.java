package io.iocp.streaming.relay;

import io.iocp.buffer.BufferPool;
import io.iocp.time.NanoClock;

/**
 * What the streams of a relay share.
 *
 * @param buffers where messages for viewers come from
 * @param clock what ages are measured with
 */
record RelayResources(
    BufferPool buffers, RelayOptions options, NanoClock clock, RelayFigures figures) {}
