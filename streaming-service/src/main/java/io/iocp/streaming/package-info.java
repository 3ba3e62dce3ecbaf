/** The streaming service as a Spring Boot application. */
@NullMarked
package io.iocp.streaming;

import org.jspecify.annotations.NullMarked;
