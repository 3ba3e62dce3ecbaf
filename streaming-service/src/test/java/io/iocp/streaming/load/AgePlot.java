package io.iocp.streaming.load;

import java.util.List;
import java.util.Locale;

/**
 * Ages of frames over time as SVG: a panel for each stream and engine, a line for each link. A line
 * shows the oldest frame of each fifth of a second, and is broken where none came for a second.
 */
final class AgePlot {

  private static final int WIDTH = 420;
  private static final int HEIGHT = 170;
  private static final int LEFT = 46;
  private static final int TOP = 60;
  private static final int GAP = 46;
  private static final double BUCKETS_PER_SECOND = 5;
  private static final double LARGEST_AGE = 6;
  private static final String[] COLORS = {"#777777", "#0072B2", "#D55E00", "#CC79A7", "#009E73"};

  /** What was measured of one stream with one engine. */
  record Panel(String title, List<Line> lines) {}

  /** What was measured over one link. */
  record Line(String name, List<Ages.Frame> frames) {}

  private final StringBuilder svg = new StringBuilder();
  private final double seconds;
  private final double promised;

  private AgePlot(double seconds, double promised) {
    this.seconds = seconds;
    this.promised = promised;
  }

  /**
   * Draws it.
   *
   * @param seconds how long was measured
   * @param promised the age, in seconds, at which a line is drawn
   * @param columns panels side by side
   */
  static String of(List<Panel> panels, int columns, double seconds, double promised) {
    AgePlot plot = new AgePlot(seconds, promised);
    int rows = (panels.size() + columns - 1) / columns;
    plot.begin(LEFT + columns * (WIDTH + GAP), TOP + rows * (HEIGHT + GAP));
    plot.legend(panels.get(0).lines());
    for (int i = 0; i < panels.size(); i++) {
      plot.panel(
          panels.get(i), LEFT + i % columns * (WIDTH + GAP), TOP + i / columns * (HEIGHT + GAP));
    }
    return plot.svg.append("</svg>\n").toString();
  }

  private void begin(int width, int height) {
    add(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d' font-size='12'",
        width, height);
    add(
        " font-family='system-ui, sans-serif'><title>Age of each delivered frame over time</title>");
    add("<rect width='%d' height='%d' fill='#fff'/>%n", width, height);
  }

  private void legend(List<Line> lines) {
    int x = LEFT;
    for (int i = 0; i < lines.size(); i++) {
      add("<rect x='%d' y='14' width='18' height='4' fill='%s'/>", x, COLORS[i % COLORS.length]);
      add("<text x='%d' y='20'>%s</text>%n", x + 24, lines.get(i).name());
      x += 44 + 7 * lines.get(i).name().length();
    }
  }

  private void panel(Panel panel, int x, int y) {
    add(
        "<g transform='translate(%d,%d)'><text y='-6' font-weight='600'>%s</text>",
        x, y, panel.title());
    add("<rect width='%d' height='%d' fill='none' stroke='#999'/>%n", WIDTH, HEIGHT);
    for (int age = 0; age <= LARGEST_AGE; age += 2) {
      add("<text x='-6' y='%.0f' text-anchor='end'>%d s</text>", height(age) + 4, age);
    }
    for (int at = 0; at <= seconds; at += 10) {
      add("<text x='%.0f' y='%d' text-anchor='middle'>%d</text>", width(at), HEIGHT + 15, at);
    }
    add("<path d='M0 %.1fH%d' stroke='#000' stroke-dasharray='4 4'/>%n", height(promised), WIDTH);
    for (int i = 0; i < panel.lines().size(); i++) {
      line(panel.lines().get(i), COLORS[i % COLORS.length]);
    }
    add("</g>%n");
  }

  private void line(Line line, String color) {
    double[] oldest = new double[(int) (seconds * BUCKETS_PER_SECOND) + 1];
    for (Ages.Frame frame : line.frames()) {
      int bucket = (int) (frame.seconds() * BUCKETS_PER_SECOND);
      if (bucket < oldest.length) {
        oldest[bucket] = Math.max(oldest[bucket], frame.age());
      }
    }
    add("<path fill='none' stroke='%s' stroke-width='1.2' d='", color);
    int missing = oldest.length;
    for (int bucket = 0; bucket < oldest.length; bucket++) {
      if (oldest[bucket] == 0) {
        missing++;
      } else {
        add(
            "%s%.1f %.1f",
            missing > BUCKETS_PER_SECOND ? "M" : "L",
            width(bucket / BUCKETS_PER_SECOND),
            height(oldest[bucket]));
        missing = 0;
      }
    }
    add("'/>%n");
  }

  private double width(double at) {
    return at / seconds * WIDTH;
  }

  private double height(double age) {
    return HEIGHT - Math.min(age, LARGEST_AGE) / LARGEST_AGE * HEIGHT;
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
