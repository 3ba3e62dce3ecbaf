/** Tests of the publisher's side. */
@NullMarked
package io.iocp.streaming.ingest;

import org.jspecify.annotations.NullMarked;
