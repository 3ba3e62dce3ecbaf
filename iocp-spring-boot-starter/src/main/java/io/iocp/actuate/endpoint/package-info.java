/** The Actuator endpoint {@code iocp}, and what health says of the transport. */
@NullMarked
package io.iocp.actuate.endpoint;

import org.jspecify.annotations.NullMarked;
