/** Single pictures of a stream, without a decoder. */
@NullMarked
package io.iocp.streaming.media.still;

import org.jspecify.annotations.NullMarked;
