package io.iocp.streaming.recording;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the files of recordings are called: a path below the directory, with {@code {stream}},
 * {@code {date}} and {@code {time}} of the recording's start in UTC, and the number of the segment,
 * {@code {segment}}. The suffix of the container is added.
 *
 * @param pattern the path, with slashes between its parts
 */
public record FileNames(String pattern) {

  /** A directory for each stream and day. */
  public static final String DEFAULT = "{stream}/{date}/{time}-{segment}";

  private static final Pattern ALLOWED =
      Pattern.compile("(\\{(stream|date|time|segment)}|[A-Za-z0-9_./-])+");
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH-mm-ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Checks that no two segments get the same name, and none one outside of the directory. */
  public FileNames {
    if (!ALLOWED.matcher(pattern).matches()) {
      throw new IllegalArgumentException(
          "file-name must consist of letters, digits, the characters . _ - / and {stream}, {date},"
              + " {time} and {segment}: "
              + pattern);
    }
    for (String part : pattern.split("/", -1)) {
      if (part.isEmpty() || part.startsWith(".")) {
        throw new IllegalArgumentException(
            "file-name must be relative, and none of its parts may be empty or start with a dot: "
                + pattern);
      }
    }
    for (String required : new String[] {"{stream}", "{time}", "{segment}"}) {
      if (!pattern.contains(required)) {
        throw new IllegalArgumentException("file-name must contain " + required + ": " + pattern);
      }
    }
  }

  /**
   * The path of a segment, without the suffix of its container.
   *
   * @param start of the recording
   * @param number of the segment in it, from 1
   */
  String path(String stream, Instant start, int number) {
    return pattern
        .replace("{stream}", stream)
        .replace("{date}", DATE.format(start))
        .replace("{time}", TIME.format(start))
        .replace("{segment}", String.format(Locale.ROOT, "%05d", number));
  }
}
