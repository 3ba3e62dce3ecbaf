/** The transport's figures as Micrometer meters. */
@NullMarked
package io.iocp.metrics;

import org.jspecify.annotations.NullMarked;
