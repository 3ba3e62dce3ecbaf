package io.iocp.autoconfigure.job;

import io.iocp.autoconfigure.IocpAutoConfiguration;
import io.iocp.job.JobContext;
import io.micrometer.context.ContextSnapshotFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Has the current observation, and whatever else is registered with Micrometer's context
 * propagation, go with a job, beside the logger's diagnostic context.
 */
@AutoConfiguration(before = IocpAutoConfiguration.class)
@ConditionalOnClass(ContextSnapshotFactory.class)
public final class JobContextAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  JobContext iocpJobContext() {
    ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();
    return work -> JobContext.LOGGING.capture(snapshots.captureAll().wrap(work));
  }
}
