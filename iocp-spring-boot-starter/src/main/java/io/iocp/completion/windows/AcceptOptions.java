package io.iocp.completion.windows;

import java.time.Duration;

/**
 * How listeners accept.
 *
 * @param accepts accepts outstanding on each listener
 * @param firstDataBytes an accept completes with up to this much first data; 0 with the connection
 * @param firstDataTimeout a client that sends nothing for so long is reset; only with first data
 * @param reuseSockets whether sockets are accepted into again
 */
record AcceptOptions(
    int accepts, int firstDataBytes, Duration firstDataTimeout, boolean reuseSockets) {}
