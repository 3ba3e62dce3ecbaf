/** REST administration of a server that runs on the starter. */
@NullMarked
package io.iocp.admin;

import org.jspecify.annotations.NullMarked;
