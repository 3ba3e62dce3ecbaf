/** File transfers to and from clients. */
@NullMarked
package io.iocp.admin.files;

import org.jspecify.annotations.NullMarked;
