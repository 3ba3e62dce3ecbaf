package io.iocp.streaming.command.capture;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Encoders of H.264 in the order in which they are tried: what has hardware for it before what has
 * not. All are told to hold nothing back: no B-frames, no looking ahead.
 */
public enum Encoder {
  /** NVIDIA. */
  H264_NVENC("yuv420p", "", "-preset p4 -tune ull -bf 0"),
  /** Intel. */
  H264_QSV("nv12", "", "-preset veryfast -async_depth 1 -bf 0"),
  /** AMD on Windows. */
  H264_AMF("nv12", "", "-usage ultralowlatency -quality speed"),
  /** Intel and AMD on Linux. */
  H264_VAAPI("nv12,hwupload", "-vaapi_device /dev/dri/renderD128", "-bf 0 -async_depth 1"),
  /** Apple. */
  H264_VIDEOTOOLBOX("nv12", "", "-realtime 1 -allow_sw 0 -bf 0"),
  /** The processor. */
  LIBX264("yuv420p", "", "-preset veryfast -tune zerolatency");

  /** How its arguments say that it is to be found out. */
  public static final String AUTO = "auto";

  private final String ffmpegName;
  private final String pixels;
  private final String device;
  private final String lowDelay;

  Encoder(String pixels, String device, String lowDelay) {
    this.ffmpegName = name().toLowerCase(Locale.ROOT);
    this.pixels = pixels;
    this.device = device;
    this.lowDelay = lowDelay;
  }

  /** What ffmpeg calls it. */
  public String ffmpegName() {
    return ffmpegName;
  }

  /**
   * The encoder of this name.
   *
   * @return empty for {@value #AUTO}
   * @throws IllegalArgumentException when there is none; the message names all
   */
  public static Optional<Encoder> named(String name) {
    if (name.equals(AUTO)) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(values())
            .filter(encoder -> encoder.ffmpegName.equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no encoder " + name + ": there are auto, " + names())));
  }

  private static String names() {
    return Arrays.stream(values()).map(Encoder::ffmpegName).collect(Collectors.joining(", "));
  }

  /** Those that an ffmpeg was built with; whether there is hardware for them is another matter. */
  public static List<Encoder> builtInto(FfmpegLists ffmpeg) {
    return Arrays.stream(values())
        .filter(encoder -> ffmpeg.encoders().contains(encoder.ffmpegName))
        .toList();
  }

  /** What comes before the input. */
  List<String> deviceArguments() {
    return words(device);
  }

  /** The last filter: its pixels, where it wants them. */
  String filter() {
    return "format=" + pixels;
  }

  /** Which encoder, and how it holds nothing back. */
  List<String> codecArguments() {
    return words("-c:v " + ffmpegName + " " + lowDelay);
  }

  private static List<String> words(String arguments) {
    return arguments.isEmpty() ? List.of() : List.of(arguments.split(" ", -1));
  }
}
