/** Auto-configuration of the transport's health. */
@NullMarked
package io.iocp.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
