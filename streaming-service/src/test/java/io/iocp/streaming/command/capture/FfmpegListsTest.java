package io.iocp.streaming.command.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FfmpegListsTest {

  private static final String DEVICES =
"""
Devices:
 D. = Demuxing supported
 .E = Muxing supported
 --
 DE alsa            ALSA audio output
  E caca            caca (color ASCII art) output device
 D  video4linux2,v4l2 Video4Linux2 device grab
 D  x11grab         X11 screen capture, using XCB
""";

  private static final String NEWER_DEVICES =
"""
 D.. = Demuxing supported
 ---
 D d gdigrab         GDI API Windows frame grabber
  Ed caca            caca (color ASCII art) output device
""";

  private static final String FILTERS =
"""
Filters:
  T.. = Timeline support
 ... ddagrab           |->V       Grab Windows Desktop images using Desktop Duplication API
 T.C drawbox           V->V       Draw a colored box on the input video.
 .S  gfxcapture        |->V       Capture graphics/screen content as a video source
""";

  private static final String ENCODERS =
"""
 V..... = Video
 ------
 V....D libx264              libx264 H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10 (codec h264)
 V....D h264_nvenc           NVIDIA NVENC H.264 encoder (codec h264)
 A....D aac                  AAC (Advanced Audio Coding)
""";

  private static final String CAMERAS =
"""
[dshow @ 000001] "Integrated Camera" (video)
[dshow @ 000001]   Alternative name "@device_pnp_\\\\?\\usb#vid"
[dshow @ 000001] "Microphone Array" (audio)
[dshow @ 000001] "OBS Virtual Camera" (video)
""";

  @Test
  void listsOfOlderAndNewerVersionsAreRead() {
    FfmpegLists lists = FfmpegLists.parse(DEVICES, FILTERS, ENCODERS);
    assertThat(lists.devices())
        .containsExactlyInAnyOrder("alsa", "video4linux2", "v4l2", "x11grab");
    assertThat(lists.filters()).containsExactlyInAnyOrder("ddagrab", "drawbox", "gfxcapture");
    assertThat(lists.encoders()).containsExactlyInAnyOrder("libx264", "h264_nvenc");
    assertThat(FfmpegLists.parse(NEWER_DEVICES, "", "").devices()).containsExactly("gdigrab");
  }

  @Test
  void hardwareIsTriedBeforeTheProcessor() {
    assertThat(Encoder.builtInto(FfmpegLists.parse("", "", ENCODERS)))
        .containsExactly(Encoder.H264_NVENC, Encoder.LIBX264);
  }

  @Test
  void camerasAreKnownByTheirNames() {
    assertThat(FfmpegLists.parseCameras(CAMERAS))
        .containsExactly("Integrated Camera", "OBS Virtual Camera");
  }
}
