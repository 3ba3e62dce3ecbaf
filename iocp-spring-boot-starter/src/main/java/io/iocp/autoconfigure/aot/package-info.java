/** What a native image of an application must keep for the transport. */
@NullMarked
package io.iocp.autoconfigure.aot;

import org.jspecify.annotations.NullMarked;
