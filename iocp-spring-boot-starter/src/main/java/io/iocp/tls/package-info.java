/** TLS between the bytes of a socket and those of a protocol: an SSLEngine on pooled buffers. */
@NullMarked
package io.iocp.tls;

import org.jspecify.annotations.NullMarked;
