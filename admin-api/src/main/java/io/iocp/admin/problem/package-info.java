/** Errors of the API as problem details (RFC 9457) whose types never change. */
@NullMarked
package io.iocp.admin.problem;

import org.jspecify.annotations.NullMarked;
