/** JPEG pictures one after the other. */
@NullMarked
package io.iocp.streaming.media.jpeg;

import org.jspecify.annotations.NullMarked;
