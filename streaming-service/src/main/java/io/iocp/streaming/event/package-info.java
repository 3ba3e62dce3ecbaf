/** What happens to streams, told to the application and to webhooks. */
@NullMarked
package io.iocp.streaming.event;

import org.jspecify.annotations.NullMarked;
