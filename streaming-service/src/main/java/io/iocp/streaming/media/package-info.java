/**
 * Recognises what a publisher sends and cuts it into init segment and media chunks: bytes in,
 * chunks out.
 */
@NullMarked
package io.iocp.streaming.media;

import org.jspecify.annotations.NullMarked;
