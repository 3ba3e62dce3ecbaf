/** What sessions have in common, whatever protocol they speak. */
@NullMarked
package io.iocp.session;

import org.jspecify.annotations.NullMarked;
