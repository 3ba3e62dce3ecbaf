package io.iocp.streaming.demo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;

/**
 * Digits drawn as shapes, because a headless Java on a slim image has no fonts. Segments are named
 * as usual:
 *
 * <pre>
 *     ─a─
 *    f   b
 *     ─g─
 *    e   c
 *     ─d─
 * </pre>
 *
 * <p>Draws {@code 0} to {@code 9}, {@code :} and {@code .}; any other character is a blank digit.
 * Immutable after construction; drawing is for one thread at a time per {@link Graphics2D}.
 */
final class SevenSegmentDigits {

  static final int SEGMENTS = 7;

  /** Lit segments of each digit, bit 0 = a … bit 6 = g. */
  private static final int[] LIT = {
    0b0111111, 0b0000110, 0b1011011, 0b1001111, 0b1100110, //
    0b1101101, 0b1111101, 0b0000111, 0b1111111, 0b1101111
  };

  /** Ends of each segment in a box that is 1 wide and 2 high. */
  private static final double[][] SEGMENT_ENDS = {
    {0, 0, 1, 0}, {1, 0, 1, 1}, {1, 1, 1, 2}, {0, 2, 1, 2}, {0, 1, 0, 2}, {0, 0, 0, 1}, {0, 1, 1, 1}
  };

  private static final double THICKNESS = 0.24;
  private static final double GAP = 0.04;
  private static final double SLANT = -0.08;
  private static final double DIGIT_ADVANCE = 1.6;
  private static final double MARK_ADVANCE = 0.7;
  private static final double MARK_DIAMETER = 0.28;

  private final Shape[] segments = new Shape[SEGMENTS];
  private final Path2D colon = new Path2D.Double();
  private final Path2D dot = new Path2D.Double();
  private final AffineTransform toPixels;
  private final double scale;

  /**
   * @param heightPixels of a digit, from outer edge to outer edge
   */
  SevenSegmentDigits(double heightPixels) {
    scale = heightPixels / (2 + THICKNESS);
    toPixels = new AffineTransform();
    toPixels.scale(scale, scale);
    toPixels.shear(SLANT, 0);
    // The slant moves the foot of a digit to the left; this keeps it inside its box.
    toPixels.translate(THICKNESS / 2 - SLANT * 2, THICKNESS / 2);
    for (int segment = 0; segment < SEGMENTS; segment++) {
      segments[segment] = toPixels.createTransformedShape(bar(SEGMENT_ENDS[segment]));
    }
    colon.append(toPixels.createTransformedShape(mark(0, 0.5)), false);
    colon.append(toPixels.createTransformedShape(mark(0, 1.5)), false);
    dot.append(toPixels.createTransformedShape(mark(0.15, 2)), false);
  }

  static boolean isLit(int digit, int segment) {
    return (LIT[digit] & 1 << segment) != 0;
  }

  /** The middle of a segment of a digit whose box starts at the origin. */
  Point2D centre(int segment) {
    double[] ends = SEGMENT_ENDS[segment];
    return toPixels.transform(
        new Point2D.Double((ends[0] + ends[2]) / 2, (ends[1] + ends[3]) / 2), null);
  }

  double width(CharSequence text) {
    double width = 0;
    for (int i = 0; i < text.length(); i++) {
      width += advance(text.charAt(i));
    }
    return width;
  }

  /** Draws the text with its top left corner at {@code (x, y)}; unlit segments show faintly. */
  void draw(Graphics2D graphics, CharSequence text, double x, double y, Color lit, Color unlit) {
    AffineTransform before = graphics.getTransform();
    graphics.translate(x, y);
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      drawCharacter(graphics, character, lit, unlit);
      graphics.translate(advance(character), 0);
    }
    graphics.setTransform(before);
  }

  private void drawCharacter(Graphics2D graphics, char character, Color lit, Color unlit) {
    if (character == ':' || character == '.') {
      graphics.setColor(lit);
      graphics.fill(character == ':' ? colon : dot);
      return;
    }
    boolean digit = character >= '0' && character <= '9';
    for (int segment = 0; segment < SEGMENTS; segment++) {
      graphics.setColor(digit && isLit(character - '0', segment) ? lit : unlit);
      graphics.fill(segments[segment]);
    }
  }

  private double advance(char character) {
    return scale * (character == ':' || character == '.' ? MARK_ADVANCE : DIGIT_ADVANCE);
  }

  /** A bar between two points with pointed ends, so that neighbours meet in a mitre. */
  private static Path2D bar(double[] ends) {
    double dx = Math.signum(ends[2] - ends[0]);
    double dy = Math.signum(ends[3] - ends[1]);
    double half = THICKNESS / 2;
    double fromX = ends[0] + dx * GAP;
    double fromY = ends[1] + dy * GAP;
    double toX = ends[2] - dx * GAP;
    double toY = ends[3] - dy * GAP;
    Path2D path = new Path2D.Double();
    path.moveTo(fromX, fromY);
    path.lineTo(fromX + half * (dx + dy), fromY + half * (dy + dx));
    path.lineTo(toX - half * (dx - dy), toY - half * (dy - dx));
    path.lineTo(toX, toY);
    path.lineTo(toX - half * (dx + dy), toY - half * (dy + dx));
    path.lineTo(fromX + half * (dx - dy), fromY + half * (dy - dx));
    path.closePath();
    return path;
  }

  private static Ellipse2D mark(double x, double y) {
    return new Ellipse2D.Double(
        x - MARK_DIAMETER / 4, y - MARK_DIAMETER / 2, MARK_DIAMETER, MARK_DIAMETER);
  }
}
