/** Datagrams of an application's own, on UDP sockets beside the transport's listeners. */
@NullMarked
package io.iocp.datagram;

import org.jspecify.annotations.NullMarked;
