/** Native buffers: a bounded pool of slabs, and the reference-counted slots cut from them. */
@NullMarked
package io.iocp.buffer;

import org.jspecify.annotations.NullMarked;
