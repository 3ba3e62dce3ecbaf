/** Auto-configuration of what goes with a job from its submitter to its worker. */
@NullMarked
package io.iocp.autoconfigure.job;

import org.jspecify.annotations.NullMarked;
