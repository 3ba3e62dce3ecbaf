/** What features tell those who watch the server live. */
@NullMarked
package io.iocp.admin.live;

import org.jspecify.annotations.NullMarked;
