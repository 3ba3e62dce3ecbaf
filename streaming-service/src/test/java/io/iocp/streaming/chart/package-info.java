/** The Helm chart, rendered by Helm itself and read back through Kubernetes' own types. */
@NullMarked
package io.iocp.streaming.chart;

import org.jspecify.annotations.NullMarked;
