/** What administration has changed, kept over a restart in files that are replaced as a whole. */
@NullMarked
package io.iocp.state;

import org.jspecify.annotations.NullMarked;
