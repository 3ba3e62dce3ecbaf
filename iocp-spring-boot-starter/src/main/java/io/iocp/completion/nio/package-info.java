/** The portable engine: the completion-port contract on NIO selectors. */
@NullMarked
package io.iocp.completion.nio;

import org.jspecify.annotations.NullMarked;
