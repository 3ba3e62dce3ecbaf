/** What of HTTP/1.1 (RFC 9110, RFC 9112) handshakes and requests share; pure. */
@NullMarked
package io.iocp.http.protocol;

import org.jspecify.annotations.NullMarked;
