/** Who may publish, watch, list and exchange files: one decision, whatever asks for it. */
@NullMarked
package io.iocp.streaming.access;

import org.jspecify.annotations.NullMarked;
