@NullMarked
package io.iocp.streaming.hls;

import org.jspecify.annotations.NullMarked;
