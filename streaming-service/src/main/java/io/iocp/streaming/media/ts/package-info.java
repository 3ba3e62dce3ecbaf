/** MPEG transport streams (ISO/IEC 13818-1). */
@NullMarked
package io.iocp.streaming.media.ts;

import org.jspecify.annotations.NullMarked;
