/** What containers say of codecs, and what codecs say of themselves. */
@NullMarked
package io.iocp.streaming.media.codec;

import org.jspecify.annotations.NullMarked;
