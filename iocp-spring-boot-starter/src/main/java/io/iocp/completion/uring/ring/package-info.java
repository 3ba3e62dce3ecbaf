/** The io_uring of the kernel: rings, layouts, calls, errors; knows no engine. */
@NullMarked
package io.iocp.completion.uring.ring;

import org.jspecify.annotations.NullMarked;
