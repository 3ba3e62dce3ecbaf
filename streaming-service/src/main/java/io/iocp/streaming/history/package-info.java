/** Going back in a stream that lives: viewers in the past, who get what is recorded of it. */
@NullMarked
package io.iocp.streaming.history;

import org.jspecify.annotations.NullMarked;
