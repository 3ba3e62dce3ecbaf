/** What native engines share: memory, addresses, errors. */
@NullMarked
package io.iocp.completion.jna;

import org.jspecify.annotations.NullMarked;
