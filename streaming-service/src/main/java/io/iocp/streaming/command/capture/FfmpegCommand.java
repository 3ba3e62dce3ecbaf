package io.iocp.streaming.command.capture;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Command lines of ffmpeg. Pure. */
public final class FfmpegCommand {

  private static final int SECONDS_PER_GROUP = 2;
  // A fragment a frame, so that none waits for the others of its group; with the time when it was,
  // so that viewers can be told how old it is.
  private static final List<String> CONTAINER =
      List.of(
          "-f",
          "mp4",
          "-movflags",
          "empty_moov+default_base_moof+frag_every_frame",
          "-flush_packets",
          "1",
          "-write_prft",
          "wallclock");

  private FfmpegCommand() {}

  /**
   * Captures, encodes, and writes fragmented MP4 to standard output; what happens goes to standard
   * error: progress as {@code key=value}, failures as lines that begin with their level in
   * brackets. {@code q} on standard input ends it.
   *
   * @param program the ffmpeg
   * @param bitsPerSecond of the video
   */
  public static List<String> capture(
      String program, Capture.Input input, Encoder encoder, long bitsPerSecond) {
    List<String> command = beginning(program, input, encoder);
    command.addAll(encoding(input, List.of(), encoder, bitsPerSecond));
    command.add("pipe:1");
    return command;
  }

  /**
   * The same for several renditions of the same pictures, with keyframes of the same pictures, each
   * sent to an HTTP server as the body of a request.
   *
   * @param renditions and the address for each of them, in this order
   */
  public static List<String> capture(
      String program, Capture.Input input, Encoder encoder, Map<Rendition, URI> renditions) {
    List<String> command = beginning(program, input, encoder);
    renditions.forEach(
        (rendition, address) -> {
          PictureSize size = rendition.size();
          List<String> fit = size == null ? List.of() : Capture.fit(size);
          command.addAll(encoding(input, fit, encoder, rendition.bitsPerSecond()));
          command.addAll(List.of("-method", "POST", address.toString()));
        });
    return command;
  }

  private static List<String> beginning(String program, Capture.Input input, Encoder encoder) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(
        List.of("-hide_banner", "-nostats", "-loglevel", "level+error", "-progress", "pipe:2"));
    command.addAll(encoder.deviceArguments());
    command.addAll(input.arguments());
    return command;
  }

  /** All about one output but where it goes. */
  private static List<String> encoding(
      Capture.Input input, List<String> fit, Encoder encoder, long bitsPerSecond) {
    List<String> output = new ArrayList<>(List.of("-map", "0:v:0"));
    if (input.sound()) {
      output.addAll(List.of("-map", "0:a:0?", "-c:a", "aac", "-b:a", "128k", "-ac", "2"));
    }
    List<String> filters = new ArrayList<>(input.filters());
    filters.addAll(fit);
    filters.add(encoder.filter());
    output.addAll(List.of("-vf", String.join(",", filters)));
    output.addAll(encoder.codecArguments());
    String rate = Long.toString(bitsPerSecond);
    output.addAll(
        List.of(
            "-b:v",
            rate,
            "-maxrate",
            rate,
            "-bufsize",
            rate,
            "-g",
            Integer.toString(SECONDS_PER_GROUP * input.framesPerSecond())));
    output.addAll(CONTAINER);
    return output;
  }

  /** Encodes a few black pictures, with the arguments of the real thing, to see whether it can. */
  public static List<String> probe(String program, Encoder encoder) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(List.of("-hide_banner", "-nostdin", "-loglevel", "error"));
    command.addAll(encoder.deviceArguments());
    command.addAll(
        List.of("-f", "lavfi", "-i", "color=black:size=640x360:rate=30", "-frames:v", "5"));
    command.addAll(List.of("-vf", encoder.filter()));
    command.addAll(encoder.codecArguments());
    command.addAll(List.of("-b:v", "1000000", "-g", "30", "-f", "null", "-"));
    return command;
  }
}
