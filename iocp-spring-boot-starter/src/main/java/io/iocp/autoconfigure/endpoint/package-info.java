/** Auto-configuration of the Actuator endpoint. */
@NullMarked
package io.iocp.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
