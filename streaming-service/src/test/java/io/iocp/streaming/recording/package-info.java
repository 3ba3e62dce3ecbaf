@NullMarked
package io.iocp.streaming.recording;

import org.jspecify.annotations.NullMarked;
