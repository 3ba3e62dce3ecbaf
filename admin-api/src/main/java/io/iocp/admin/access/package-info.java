/** Who is there by which right, and revoking that; absent where the service has no access rules. */
@NullMarked
package io.iocp.admin.access;

import org.jspecify.annotations.NullMarked;
