/** Settings that can be changed at runtime, and those that need a restart. */
@NullMarked
package io.iocp.admin.settings;

import org.jspecify.annotations.NullMarked;
