/** Tests of who may do what. */
@NullMarked
package io.iocp.streaming.access;

import org.jspecify.annotations.NullMarked;
