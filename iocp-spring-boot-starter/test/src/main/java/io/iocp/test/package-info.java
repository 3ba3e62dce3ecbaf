/** Support for tests of what is built on the transport. */
@NullMarked
package io.iocp.test;

import org.jspecify.annotations.NullMarked;
