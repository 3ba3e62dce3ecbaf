package io.iocp.admin.streams;

import io.iocp.admin.live.LiveSource;
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
  StreamsController iocpAdminStreamsController(StreamDirectory directory) {
    return new StreamsController(directory);
  }

  @Bean
  @ConditionalOnBean(StreamPictures.class)
  StreamPicturesController iocpAdminStreamPicturesController(StreamPictures pictures) {
    return new StreamPicturesController(pictures);
  }

  @Bean
  LiveSource iocpAdminStreamsSource(StreamDirectory directory) {
    return new StreamsSource(directory);
  }
}
