/** Close codes and reasons of disconnected clients. */
@NullMarked
package io.iocp.admin.closing;

import org.jspecify.annotations.NullMarked;
