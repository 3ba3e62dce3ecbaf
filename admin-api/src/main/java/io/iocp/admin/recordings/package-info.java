/** What is recorded, and what records now; absent where the service does not record. */
@NullMarked
package io.iocp.admin.recordings;

import org.jspecify.annotations.NullMarked;
