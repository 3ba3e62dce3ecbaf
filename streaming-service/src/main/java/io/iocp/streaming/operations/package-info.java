/** What operators see of the service: meters, and what administration asks for. */
@NullMarked
package io.iocp.streaming.operations;

import org.jspecify.annotations.NullMarked;
