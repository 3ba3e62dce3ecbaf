package io.iocp.admin.recordings;

import io.iocp.admin.live.LiveSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Adds the part of the administration API for recordings to a service that records. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(RecordingDirectory.class)
public final class RecordingsAutoConfiguration {

  @Bean
  RecordingsController iocpAdminRecordingsController(RecordingDirectory directory) {
    return new RecordingsController(directory);
  }

  @Bean
  RecordersController iocpAdminRecordersController(RecordingDirectory directory) {
    return new RecordersController(directory);
  }

  @Bean
  LiveSource iocpAdminRecordingsSource(RecordingDirectory directory) {
    return new RecordingsSource(directory);
  }
}
