/** The transport's front door: start it, ask it, stop it; and the choice of the engine below it. */
@NullMarked
package io.iocp;

import org.jspecify.annotations.NullMarked;
