/** What can be changed while the server runs, and what only a restart changes. */
@NullMarked
package io.iocp.admin.settings;

import org.jspecify.annotations.NullMarked;
