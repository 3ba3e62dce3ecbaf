package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.endtoend.Client.Closing;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What viewers get is what was published, and the same for each of them. */
@Tag("alone")
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(180)
class RelayedBytesIT {

  private static final int SECONDS = 10;

  private static RunningService service;

  @Parameter Engine engine;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    service = RunningService.open(engine);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (service != null) {
      service.close();
      service = null;
    }
  }

  @ParameterizedTest
  @EnumSource(TestPicture.class)
  void viewersGetTheSameBytesFromWhereTheyJoinedToTheEnd(TestPicture picture) throws Exception {
    String stream = picture.name().toLowerCase(Locale.ROOT);
    List<String> arguments =
        picture.arguments(
            "320x180", TestPicture.FRAMES_PER_SECOND, "-t", Integer.toString(SECONDS));
    try (FfmpegPublisher publisher =
            FfmpegPublisher.connect(service.webSocket("/publish/" + stream));
        Client first = Client.connect(service.webSocket("/watch/" + stream))) {
      publisher.publish(arguments);
      await().until(() -> first.media().size() > 3 * picture.messagesPerSecond());
      try (Client second = Client.connect(service.webSocket("/watch/" + stream))) {
        publisher.finish();
        assertThat(first.closing()).isEqualTo(new Closing(1000, "stream has ended"));
        assertThat(second.closing()).isEqualTo(new Closing(1000, "stream has ended"));

        assertThat(MediaFile.packets(first.file()))
            .as("a container may be written anew, but nothing in it")
            .isEqualTo(MediaFile.packets(publisher.published()));
        assertThat(MediaFile.decodedFrames(first.file()))
            .isEqualTo(SECONDS * TestPicture.FRAMES_PER_SECOND);

        List<ByteBuffer> all = first.media();
        List<ByteBuffer> fewer = second.media();
        assertThat(fewer).hasSizeLessThan(all.size());
        assertThat(fewer.get(0)).as("init segment").isEqualTo(all.get(0));
        List<ByteBuffer> chunks = fewer.subList(1, fewer.size());
        assertThat(chunks).isEqualTo(all.subList(all.size() - chunks.size(), all.size()));
        assertThat(MediaFile.decodedFrames(second.file()))
            .as("from the keyframe before the second viewer joined to the end")
            .isBetween(
                TestPicture.FRAMES_PER_SECOND, (SECONDS - 2) * TestPicture.FRAMES_PER_SECOND);
      }
    }
  }
}
