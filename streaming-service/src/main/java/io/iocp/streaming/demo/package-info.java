/** The built-in moving picture, published through a WebSocket like any other. */
@NullMarked
package io.iocp.streaming.demo;

import org.jspecify.annotations.NullMarked;
