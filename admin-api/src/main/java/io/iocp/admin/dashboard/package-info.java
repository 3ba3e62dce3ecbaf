/** The page on which people see and change everything that the API offers. */
@NullMarked
package io.iocp.admin.dashboard;

import org.jspecify.annotations.NullMarked;
