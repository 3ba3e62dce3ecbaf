package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.endtoend.Client.Closing;
import io.iocp.testsupport.TestCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** ffmpeg publishes by RTMP, and viewers get fragmented MP4. */
@ParameterizedClass
@EnumSource(Engine.class)
@Timeout(180)
class RtmpPublishIT {

  private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");
  private static final int SECONDS = 4;
  private static final int ENOUGH_MESSAGES = 30;

  private static RunningService service;

  @Parameter Engine engine;

  @BeforeParameterizedClassInvocation
  static void start(Engine engine) {
    service =
        RunningService.open(engine, "--streaming.rtmp.port=0", "--streaming.publisher.grace=60s");
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (service != null) {
      service.close();
      service = null;
    }
  }

  private static Client watch(RunningService of, String stream) {
    return Client.connect(of.webSocket("/watch/" + stream + "?wait=60s"));
  }

  private static void awaitMedia(Client viewer, int messages) {
    await().until(() -> viewer.media().size() >= messages);
  }

  @Test
  void viewersGetPictureAndSoundUntilThePublisherSaysGoodbye() throws Exception {
    try (Client viewer = watch(service, "whole");
        RtmpPublisher publisher =
            RtmpPublisher.start(
                service.rtmp("live/whole?token=any"), "-t", Integer.toString(SECONDS))) {
      assertThat(publisher.ending()).isEqualTo("0 ");
      assertThat(viewer.closing()).isEqualTo(new Closing(1000, "stream has ended"));
      assertThat(viewer.texts().toString()).contains("fmp4", "avc1.", "mp4a.40.2", "320", "180");
      assertThat(MediaFile.decodedFrames(viewer.file()))
          .isBetween((SECONDS - 1) * 25, SECONDS * 25);
    }
  }

  @Test
  void ffmpegGoesOnWhenItIsWarned() throws Exception {
    String[] unfit = "-t 3 -tune film -preset veryfast -bf 2 -g 250".split(" ");
    try (Client viewer = watch(service, "unfit");
        RtmpPublisher publisher = RtmpPublisher.start(service.rtmp("live/unfit"), unfit)) {
      await()
          .until(
              () ->
                  service
                      .administer("GET", "/api/v1/streams/unfit")
                      .body()
                      .contains("REORDERED_PICTURES"));
      assertThat(publisher.ending()).isEqualTo("0 ");
      assertThat(viewer.closing()).isEqualTo(new Closing(1000, "stream has ended"));
    }
  }

  @Test
  void whoComesSecondFailsWithWordsAndDoesNotDisturbTheFirst() throws Exception {
    try (RtmpPublisher first = RtmpPublisher.start(service.rtmp("live/taken"));
        Client viewer = watch(service, "taken")) {
      awaitMedia(viewer, 1);
      try (RtmpPublisher second = RtmpPublisher.start(service.rtmp("live/taken"))) {
        assertThat(second.ending()).doesNotStartWith("0 ").contains("taken is already published");
      }
      awaitMedia(viewer, viewer.media().size() + ENOUGH_MESSAGES);
      assertThat(first.isAlive()).isTrue();
    }
  }

  @Test
  void aStreamWhosePublisherIsLostWaitsForItsReturn() throws Exception {
    try (Client viewer = watch(service, "lost")) {
      try (RtmpPublisher publisher = RtmpPublisher.start(service.rtmp("live/lost"))) {
        awaitMedia(viewer, ENOUGH_MESSAGES);
        assertThat(publisher.isAlive()).isTrue();
      }
      try (RtmpPublisher again = RtmpPublisher.start(service.rtmp("live/lost"), "-t", "3")) {
        assertThat(again.ending()).isEqualTo("0 ");
      }
      assertThat(viewer.closing()).isEqualTo(new Closing(1000, "stream has ended"));
      assertThat(viewer.media().size()).isGreaterThan(ENOUGH_MESSAGES + 3 * 25);
    }
  }

  @Test
  void aNameThatIsNoneIsRefusedInWords() throws Exception {
    try (RtmpPublisher publisher = RtmpPublisher.start(service.rtmp("live/a,b"))) {
      assertThat(publisher.ending())
          .doesNotStartWith("0 ")
          .contains("stream name must only contain the characters");
    }
  }

  @Test
  void nobodyMayPublishUnlessThatIsSaid() throws Exception {
    try (RunningService closed =
            RunningService.start(
                engine.property(),
                "--iocp.address=127.0.0.1",
                "--streaming.demo.enabled=false",
                "--streaming.rtmp.port=0");
        RtmpPublisher publisher = RtmpPublisher.start(closed.rtmp("live/desk"))) {
      assertThat(publisher.ending())
          .doesNotStartWith("0 ")
          .contains("publishing and watching are disabled: set streaming.security.mode");
    }
  }

  @Test
  void soItIsThroughTls() throws Exception {
    try (RunningService secured =
            RunningService.open(
                engine,
                "--streaming.rtmps.port=0",
                "--spring.ssl.bundle.jks.stream.keystore.location=file:"
                    + CERTIFICATE.keyStoreFile(),
                "--spring.ssl.bundle.jks.stream.keystore.password=" + TestCertificate.PASSWORD,
                "--iocp.ssl.bundle=stream");
        Client viewer =
            Client.connect(secured.webSocket("/watch/desk?wait=60s"), CERTIFICATE.trusted());
        RtmpPublisher publisher =
            RtmpPublisher.start(secured.rtmps("live/desk"), "-t", Integer.toString(SECONDS))) {
      assertThat(publisher.ending()).isEqualTo("0 ");
      assertThat(viewer.closing()).isEqualTo(new Closing(1000, "stream has ended"));
      assertThat(MediaFile.decodedFrames(viewer.file())).isGreaterThan((SECONDS - 1) * 25);
    }
  }
}
