/** Auto-configuration of observations. */
@NullMarked
package io.iocp.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
