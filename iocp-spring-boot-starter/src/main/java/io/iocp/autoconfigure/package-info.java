/** Spring Boot auto-configuration of the transport. */
@NullMarked
package io.iocp.autoconfigure;

import org.jspecify.annotations.NullMarked;
