@NullMarked
package io.iocp.streaming.event;

import org.jspecify.annotations.NullMarked;
