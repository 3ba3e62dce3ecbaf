/** Servers that share streams; absent where the service is one server alone. */
@NullMarked
package io.iocp.admin.cluster;

import org.jspecify.annotations.NullMarked;
