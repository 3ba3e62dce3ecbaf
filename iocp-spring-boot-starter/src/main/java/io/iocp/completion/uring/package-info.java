/**
 * The engine on Linux's io_uring: a ring per worker in shared memory, one system call a batch, and
 * receive buffers that the kernel picks when data is there.
 */
@NullMarked
package io.iocp.completion.uring;

import org.jspecify.annotations.NullMarked;
