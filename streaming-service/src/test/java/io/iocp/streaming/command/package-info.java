/** Tests of the commands. */
@NullMarked
package io.iocp.streaming.command;

import org.jspecify.annotations.NullMarked;
