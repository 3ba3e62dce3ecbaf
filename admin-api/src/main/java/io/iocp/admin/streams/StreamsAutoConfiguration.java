package io.iocp.admin.streams;

import io.iocp.admin.live.LiveSource;
import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.VisibilityDirectory;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Adds the stream part of the administration API to a service that has streams. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(StreamDirectory.class)
public final class StreamsAutoConfiguration {

  @Bean
  StreamsController iocpAdminStreamsController(
      StreamDirectory directory, ObjectProvider<VisibilityDirectory> visibility) {
    return new StreamsController(new VisibleStreams(directory, new CallerVisibility(visibility)));
  }

  @Bean
  @ConditionalOnBean(StreamPictures.class)
  StreamPicturesController iocpAdminStreamPicturesController(
      StreamPictures pictures, ObjectProvider<VisibilityDirectory> visibility) {
    CallerVisibility caller = new CallerVisibility(visibility);
    return new StreamPicturesController(
        name -> caller.current().watches(name) ? pictures.picture(name) : Optional.empty());
  }

  @Bean
  LiveSource iocpAdminStreamsSource(StreamDirectory directory) {
    return new StreamsSource(directory);
  }
}
