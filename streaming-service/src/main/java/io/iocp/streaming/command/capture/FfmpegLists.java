package io.iocp.streaming.command.capture;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one ffmpeg has, by its own lists.
 *
 * @param devices input devices ({@code ffmpeg -devices})
 * @param filters filters ({@code ffmpeg -filters})
 * @param encoders video encoders ({@code ffmpeg -encoders})
 */
public record FfmpegLists(Set<String> devices, Set<String> filters, Set<String> encoders) {

  /** {@code D x11grab X11 screen capture}; newer ones have a third column for devices. */
  private static final Pattern DEVICE = Pattern.compile("^ D[ E][ d]? ?([\\w,]+)(\\s|$)");

  /** {@code ... ddagrab |->V Grab Windows Desktop images}. */
  private static final Pattern FILTER = Pattern.compile("^ [T.][S.][C.]? +(\\w+) +\\S+->\\S+");

  /** {@code V....D libx264 libx264 H.264}. */
  private static final Pattern ENCODER = Pattern.compile("^ V[A-Z.]{5} (\\w+) ");

  /** {@code [dshow @ 0…] "Integrated Camera" (video)}. */
  private static final Pattern CAMERA = Pattern.compile("\"([^\"]+)\" \\(video\\)");

  /** Reads the three lists. */
  public static FfmpegLists parse(String devices, String filters, String encoders) {
    return new FfmpegLists(
        names(DEVICE, devices), names(FILTER, filters), names(ENCODER, encoders));
  }

  /** Cameras by name, in the list that {@code ffmpeg -f dshow -list_devices true} prints. */
  public static List<String> parseCameras(String list) {
    List<String> cameras = new ArrayList<>();
    Matcher matcher = CAMERA.matcher(list);
    while (matcher.find()) {
      cameras.add(matcher.group(1));
    }
    return cameras;
  }

  private static Set<String> names(Pattern pattern, String list) {
    Set<String> names = new LinkedHashSet<>();
    list.lines()
        .forEach(
            line -> {
              Matcher matcher = pattern.matcher(line);
              if (matcher.find()) {
                names.addAll(List.of(matcher.group(1).split(",", -1)));
              }
            });
    return names;
  }
}
