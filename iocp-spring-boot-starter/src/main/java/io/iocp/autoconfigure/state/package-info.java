/** Auto-configuration of what is kept over a restart. */
@NullMarked
package io.iocp.autoconfigure.state;

import org.jspecify.annotations.NullMarked;
