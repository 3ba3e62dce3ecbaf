/**
 * What the jar does instead of serving when its first argument names it: publishes, and exchanges
 * files, through the transport's own client and without Spring.
 */
@NullMarked
package io.iocp.streaming.command;

import org.jspecify.annotations.NullMarked;
