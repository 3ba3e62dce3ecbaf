/** Applications of a few lines that the starter is tried in. */
@NullMarked
package io.iocp.applications;

import org.jspecify.annotations.NullMarked;
