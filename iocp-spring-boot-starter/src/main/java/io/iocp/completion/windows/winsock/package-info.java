/** The calls of Windows: Winsock, completion ports, layouts, errors; knows no engine. */
@NullMarked
package io.iocp.completion.windows.winsock;

import org.jspecify.annotations.NullMarked;
