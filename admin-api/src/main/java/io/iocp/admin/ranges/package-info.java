/** Addresses and ranges as requests and answers have them. */
@NullMarked
package io.iocp.admin.ranges;

import org.jspecify.annotations.NullMarked;
