package io.iocp.streaming.command.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FfmpegCommandTest {

  private static String line(Encoder encoder, boolean sound) {
    return String.join(
        " ",
        FfmpegCommand.capture(
            "/bin/ffmpeg",
            new Capture.Input(List.of("-i", "in"), List.of("fps=25"), 25, sound),
            encoder,
            2_000_000));
  }

  @Test
  void theWholeCommandIsForALowDelay() {
    assertThat(line(Encoder.LIBX264, true))
        .isEqualTo(
            "/bin/ffmpeg -hide_banner -nostats -loglevel level+error -progress pipe:2 -i in"
                + " -map 0:v:0 -map 0:a:0? -c:a aac -b:a 128k -ac 2 -vf fps=25,format=yuv420p"
                + " -c:v libx264 -preset veryfast -tune zerolatency"
                + " -b:v 2000000 -maxrate 2000000 -bufsize 2000000 -g 50"
                + " -f mp4 -movflags empty_moov+default_base_moof+frag_every_frame"
                + " -flush_packets 1 -write_prft wallclock pipe:1");
    assertThat(line(Encoder.H264_VAAPI, false))
        .contains("-vaapi_device /dev/dri/renderD128 -i in", "format=nv12,hwupload -c:v h264_vaapi")
        .doesNotContain("0:a");
  }

  @Test
  void renditionsAreEncodedOfTheSamePicturesByOneProgram() {
    Map<Rendition, URI> renditions = new LinkedHashMap<>();
    renditions.put(new Rendition("hi", 4_000_000, null), URI.create("http://127.0.0.1:1/a"));
    renditions.put(
        new Rendition("lo", 400_000, new PictureSize(640, 360)),
        URI.create("http://127.0.0.1:2/b"));

    assertThat(
            String.join(
                " ",
                FfmpegCommand.capture(
                    "/bin/ffmpeg",
                    new Capture.Input(List.of("-i", "in"), List.of("fps=25"), 25, false),
                    Encoder.LIBX264,
                    renditions)))
        .containsOnlyOnce("-i in")
        .contains(
            "-vf fps=25,format=yuv420p ",
            " -b:v 4000000 -maxrate 4000000 -bufsize 4000000 -g 50 ",
            " -method POST http://127.0.0.1:1/a -map 0:v:0 ",
            "-vf fps=25,scale=w=min(iw\\,640):h=min(ih\\,360)",
            " -b:v 400000 -maxrate 400000 -bufsize 400000 -g 50 ")
        .endsWith(" -method POST http://127.0.0.1:2/b");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTriedIsWhatIsUsed(Encoder encoder) {
    String codec = String.join(" ", encoder.codecArguments());
    assertThat(line(encoder, false)).contains(codec);
    assertThat(String.join(" ", FfmpegCommand.probe("ffmpeg", encoder))).contains(codec);
    assertThat(Encoder.named(encoder.ffmpegName())).contains(encoder);
  }

  @Test
  void figuresAndComplaintsAreToldApart() {
    FfmpegProgress progress = new FfmpegProgress();
    for (String line :
        List.of(
            "frame=12", "fps=25.10", "bitrate= 900.1kbits/s", "drop_frames=3", "out_time=N/A")) {
      progress.line(line);
    }
    for (int i = 0; i < 20; i++) {
      progress.line("[error] no such device " + i);
    }
    assertThat(progress.frames()).isEqualTo(12);
    assertThat(progress.droppedFrames()).isEqualTo(3);
    assertThat(progress.complaints()).hasSize(10).last().isEqualTo("[error] no such device 19");
  }
}
