package io.iocp.streaming.endtoend;

import java.util.ArrayList;
import java.util.List;

/**
 * What ffmpeg publishes: its moving test picture, and a tone, in one of the accepted containers.
 */
enum TestPicture {
  FMP4_H264("fmp4", "video/mp4; codecs=\"avc1."),
  FMP4_H264_AAC("fmp4", "video/mp4; codecs=\"avc1."),
  WEBM_VP8("webm", "video/webm; codecs=\"vp8\"");

  static final int FRAMES_PER_SECOND = 10;

  private static final int FRAGMENT_MILLIS = 200;

  private final String format;
  private final String mimeTypeStart;

  TestPicture(String format, String mimeTypeStart) {
    this.format = format;
    this.mimeTypeStart = mimeTypeStart;
  }

  /** The container's name, as viewers learn it. */
  String format() {
    return format;
  }

  /** How the type begins that viewers learn. */
  String mimeTypeStart() {
    return mimeTypeStart;
  }

  /** About how many messages of media a viewer gets a second. */
  int messagesPerSecond() {
    return this == WEBM_VP8 ? FRAMES_PER_SECOND : 1000 / FRAGMENT_MILLIS;
  }

  /**
   * Arguments of ffmpeg for this picture, in real time, to standard output.
   *
   * @param size such as {@code 320x180}
   * @param keyframeDistance frames from one keyframe to the next
   * @param more further arguments for the output, such as a duration
   */
  List<String> arguments(String size, int keyframeDistance, String... more) {
    List<String> arguments = new ArrayList<>(List.of("-v", "error", "-nostdin"));
    input(arguments, "testsrc2=size=" + size + ":rate=" + FRAMES_PER_SECOND);
    if (this == FMP4_H264_AAC) {
      input(arguments, "sine=frequency=440:sample_rate=48000");
    }
    String distance = Integer.toString(keyframeDistance);
    switch (this) {
      case FMP4_H264, FMP4_H264_AAC ->
          words(arguments, "-c:v libx264 -preset ultrafast -tune zerolatency -sc_threshold 0");
      case WEBM_VP8 -> words(arguments, "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 500k");
    }
    words(arguments, "-pix_fmt yuv420p -g " + distance);
    if (this == FMP4_H264_AAC) {
      words(arguments, "-c:a aac -b:a 64k");
    }
    arguments.addAll(List.of(more));
    switch (this) {
      // Without a bound on its duration a fragment lasts from keyframe to keyframe.
      case FMP4_H264, FMP4_H264_AAC ->
          words(
              arguments,
              "-movflags frag_keyframe+empty_moov+default_base_moof -f mp4 -frag_duration "
                  + FRAGMENT_MILLIS * 1000);
      case WEBM_VP8 -> words(arguments, "-live 1 -f webm");
    }
    arguments.add("pipe:1");
    return arguments;
  }

  private static void input(List<String> arguments, String source) {
    arguments.addAll(List.of("-re", "-f", "lavfi", "-i", source));
  }

  private static void words(List<String> arguments, String words) {
    arguments.addAll(List.of(words.split(" ", -1)));
  }
}
