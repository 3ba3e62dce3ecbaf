package io.iocp.streaming.command.capture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an ffmpeg that runs says on standard error: figures as {@code key=value}, and what went
 * wrong, of which the last lines are kept. Any thread.
 */
public final class FfmpegProgress {

  private static final int LINES_KEPT = 10;
  private static final int LONGEST_LINE = 300;
  private static final Pattern FIGURE = Pattern.compile("(\\w+)= *(\\d+)(\\.\\d+)?");

  // Guarded by this.
  private final Deque<String> complaints = new ArrayDeque<>();
  private long frames;
  private long droppedFrames;

  /** Takes one line. */
  public synchronized void line(String line) {
    if (line.startsWith("[")) {
      complain(line);
      return;
    }
    Matcher figure = FIGURE.matcher(line);
    if (figure.matches()) {
      long value = figure.group(2).length() > 18 ? 0 : Long.parseLong(figure.group(2));
      if (figure.group(1).equals("frame")) {
        frames = value;
      } else if (figure.group(1).equals("drop_frames")) {
        droppedFrames = value;
      }
    }
  }

  private void complain(String line) {
    if (complaints.size() == LINES_KEPT) {
      complaints.removeFirst();
    }
    complaints.add(line.substring(0, Math.min(line.length(), LONGEST_LINE)));
  }

  /** Pictures that have been encoded. */
  public synchronized long frames() {
    return frames;
  }

  /** Pictures that ffmpeg left out because it could not keep up. */
  public synchronized long droppedFrames() {
    return droppedFrames;
  }

  /** The last lines about what went wrong. */
  public synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }
}
