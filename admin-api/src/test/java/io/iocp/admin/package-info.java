/** What the tests of the features share. */
@NullMarked
package io.iocp.admin;

import org.jspecify.annotations.NullMarked;
