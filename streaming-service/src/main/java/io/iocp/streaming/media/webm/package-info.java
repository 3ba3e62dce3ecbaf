/** WebM and the part of Matroska that it is made of (RFC 9559). */
@NullMarked
package io.iocp.streaming.media.webm;

import org.jspecify.annotations.NullMarked;
