package io.iocp.streaming;

import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.WebCallers;
import io.iocp.streaming.event.StreamEvent;
import io.iocp.streaming.event.StreamEvents;
import io.iocp.streaming.history.PastViewers;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.loop.ThreadLoop;
import io.iocp.streaming.playback.PastPicturesController;
import io.iocp.streaming.recording.Recorders;
import io.iocp.streaming.recording.RecordingsController;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** Records streams, where a directory is named for it or viewers are to go back in them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({RecordingProperties.class, DvrProperties.class})
class RecordingConfiguration {

  private static final Logger logger = LoggerFactory.getLogger(RecordingConfiguration.class);

  /** Something is recorded. */
  static class Wanted extends AnyNestedCondition {

    Wanted() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnProperty(prefix = "streaming.recording", name = "directory")
    static class ToKeep {}

    @ConditionalOnProperty(prefix = "streaming.dvr", name = "window")
    static class ToGoBack {}
  }

  /** What records. */
  @Configuration(proxyBeanMethods = false)
  @Conditional(Wanted.class)
  static class Enabled {

    /** Begins before the transport listens: what an earlier run left is in order by then. */
    @Bean(destroyMethod = "close")
    Recorders recorders(
        RecordingProperties properties,
        DvrProperties dvr,
        StreamRegistry streams,
        StreamEvents events)
        throws IOException {
      InstantSource clock = InstantSource.system();
      Recorders recorders =
          new Recorders(
              properties.directory() == null ? dvr.rolling(properties) : properties.toOptions(),
              streams,
              new ThreadLoop("recording-writer"),
              new ThreadLoop("recording-keeper"),
              NanoClock.system(),
              clock);
      if (properties.directory() != null) {
        recorders.onFinished(
            (stream, recording) ->
                events.publish(
                    new StreamEvent(
                        StreamEvent.Type.RECORDING_FINISHED,
                        clock.instant(),
                        stream.name(),
                        null,
                        recording)));
      }
      recorders.start();
      return recorders;
    }
  }

  /** What is recorded to be kept. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(prefix = "streaming.recording", name = "directory")
  static class Kept {

    @Bean
    RecordingsController recordingsController(
        Recorders recorders, AccessControl access, WebCallers callers) {
      return new RecordingsController(recorders.recordings(), access, callers);
    }
  }

  /** Publishers that say whether they are to be recorded, and may. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(prefix = "streaming.recording", name = "directory")
  static class Chosen {

    Chosen(Recorders recorders, Publishing publishing, RecordingProperties properties) {
      publishing.onRecordingChosen(
          (stream, record) -> {
            if (!properties.mayChoose(stream.name())) {
              logger.info(
                  "The publisher of {} may not choose with record={}:"
                      + " streaming.recording.publishers-choose has no such name",
                  stream,
                  record);
            } else if (record) {
              recorders.start(stream.name());
            } else {
              recorders.stop(stream.name());
            }
          });
    }
  }

  /** What viewers need to go back. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(prefix = "streaming.dvr", name = "window")
  static class GoingBack {

    @Bean(destroyMethod = "close")
    PastViewers pastViewers(
        Recorders recorders,
        StreamRegistry streams,
        DvrProperties properties,
        StreamingProperties streaming) {
      PastViewers viewers =
          new PastViewers(
              recorders.history(),
              streams,
              properties.toOptions(streaming.viewer().queue().toBytes()),
              new ThreadLoop("history-reader"),
              NanoClock.system(),
              InstantSource.system());
      viewers.start();
      return viewers;
    }

    @Bean
    PastPicturesController pastPicturesController(
        PastViewers viewers, AccessControl access, WebCallers callers) {
      return new PastPicturesController(viewers, access, callers);
    }
  }
}
