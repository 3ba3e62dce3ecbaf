/** What a completion port does: operations go to the kernel and complete exactly once. */
@NullMarked
package io.iocp.completion;

import org.jspecify.annotations.NullMarked;
