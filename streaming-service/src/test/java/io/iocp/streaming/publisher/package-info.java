/** Tests of the publishers that ship with the service. */
@NullMarked
package io.iocp.streaming.publisher;

import org.jspecify.annotations.NullMarked;
