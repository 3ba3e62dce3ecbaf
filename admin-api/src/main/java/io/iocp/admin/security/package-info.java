/** Who may use the API. */
@NullMarked
package io.iocp.admin.security;

import org.jspecify.annotations.NullMarked;
