package io.iocp.admin.recordings;

import io.iocp.admin.live.LiveSource;
import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.VisibilityDirectory;
import org.springframework.beans.factory.ObjectProvider;
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
  RecordingsController iocpAdminRecordingsController(
      RecordingDirectory directory, ObjectProvider<VisibilityDirectory> visibility) {
    return new RecordingsController(
        new VisibleRecordings(directory, new CallerVisibility(visibility)));
  }

  @Bean
  RecordersController iocpAdminRecordersController(
      RecordingDirectory directory, ObjectProvider<VisibilityDirectory> visibility) {
    return new RecordersController(
        new VisibleRecordings(directory, new CallerVisibility(visibility)));
  }

  @Bean
  LiveSource iocpAdminRecordingsSource(RecordingDirectory directory) {
    return new RecordingsSource(directory);
  }
}
