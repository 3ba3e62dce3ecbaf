/** Files on their way to clients and from them. */
@NullMarked
package io.iocp.admin.files;

import org.jspecify.annotations.NullMarked;
