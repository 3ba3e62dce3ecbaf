/** Heavy work that waits or is being done. */
@NullMarked
package io.iocp.admin.jobs;

import org.jspecify.annotations.NullMarked;
