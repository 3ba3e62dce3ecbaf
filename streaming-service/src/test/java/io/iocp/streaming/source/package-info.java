/** Tests of what the service fetches. */
@NullMarked
package io.iocp.streaming.source;

import org.jspecify.annotations.NullMarked;
