/** The catalogue of all settings, and changing them while the transport runs. */
@NullMarked
package io.iocp.settings;

import org.jspecify.annotations.NullMarked;
