/** Fragmented MP4 (ISO/IEC 14496-12). */
@NullMarked
package io.iocp.streaming.media.mp4;

import org.jspecify.annotations.NullMarked;
