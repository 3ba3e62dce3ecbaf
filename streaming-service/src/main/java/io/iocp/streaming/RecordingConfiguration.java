package io.iocp.streaming;

import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.WebCallers;
import io.iocp.streaming.event.StreamEvent;
import io.iocp.streaming.event.StreamEvents;
import io.iocp.streaming.loop.ThreadLoop;
import io.iocp.streaming.recording.Recorders;
import io.iocp.streaming.recording.RecordingsController;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Records streams, where a directory is named for it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RecordingProperties.class)
class RecordingConfiguration {

  /** What needs recordings to be enabled. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(prefix = "streaming.recording", name = "directory")
  static class Enabled {

    /** Begins before the transport listens: what an earlier run left is in order by then. */
    @Bean(destroyMethod = "close")
    Recorders recorders(RecordingProperties properties, StreamRegistry streams, StreamEvents events)
        throws IOException {
      InstantSource clock = InstantSource.system();
      Recorders recorders =
          new Recorders(
              properties.toOptions(),
              streams,
              new ThreadLoop("recording-writer"),
              new ThreadLoop("recording-keeper"),
              NanoClock.system(),
              clock);
      recorders.onFinished(
          (stream, recording) ->
              events.publish(
                  new StreamEvent(
                      StreamEvent.Type.RECORDING_FINISHED,
                      clock.instant(),
                      stream.name(),
                      null,
                      recording)));
      recorders.start();
      return recorders;
    }

    @Bean
    RecordingsController recordingsController(
        Recorders recorders, AccessControl access, WebCallers callers) {
      return new RecordingsController(recorders.recordings(), access, callers);
    }
  }
}
