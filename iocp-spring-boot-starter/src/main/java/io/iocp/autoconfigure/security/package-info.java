/** Auto-configuration of Spring Security in the handshake. */
@NullMarked
package io.iocp.autoconfigure.security;

import org.jspecify.annotations.NullMarked;
