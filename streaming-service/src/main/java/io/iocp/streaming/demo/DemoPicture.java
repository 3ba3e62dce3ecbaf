package io.iocp.streaming.demo;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.time.LocalTime;

/**
 * A synthetic moving picture that needs nothing installed, fonts included: a clock, a frame
 * counter, a bouncing ball, a sweeping hand and running colour bars.
 *
 * <p>What moves follows the frame number, so that a lost frame is seen as a jump; the clock shows
 * the given time, so that the delay can be read off the screen. Whatever stands still is drawn
 * once. For one thread at a time.
 */
final class DemoPicture {

  private static final Color LIT = new Color(0xF4F7FF);
  private static final Color UNLIT = new Color(0x22, 0x33, 0x5C);
  private static final Color COUNTER_LIT = new Color(0x7FE3B0);
  private static final Color HAND = new Color(0x7FE3B0);
  private static final Color[] BARS = {
    new Color(0xE9ECF2), new Color(0xF2C230), new Color(0x2FC4D6), new Color(0x35B36A),
    new Color(0xC452C8), new Color(0xE0483E), new Color(0x3C63E8), new Color(0x161B2B)
  };

  /** The picture is laid out for this height and scaled to the real one. */
  private static final double LAYOUT_HEIGHT = 360;

  private static final double BAR_SECONDS = 1.5;
  private static final double BOUNCE_SECONDS = 1.2;
  private static final double CROSSING_SECONDS = 4.3;
  private static final double TURN_SECONDS = 2;

  private final int framesPerSecond;
  private final double layoutWidth;
  private final BufferedImage image;
  private final BufferedImage backdrop;
  private final BufferedImage bars;
  private final BufferedImage ball;
  private final Graphics2D graphics;
  private final double scale;
  private final SevenSegmentDigits clockDigits;
  private final SevenSegmentDigits counterDigits;

  DemoPicture(int width, int height, int framesPerSecond) {
    this.framesPerSecond = framesPerSecond;
    scale = height / LAYOUT_HEIGHT;
    layoutWidth = width / scale;
    // The clock is the widest thing: it takes seven eighths of the width, but no more than a fifth
    // of the height.
    double widthPerHeight = new SevenSegmentDigits(1).width("00:00:00.000");
    clockDigits = new SevenSegmentDigits(Math.min(72, layoutWidth * 0.875 / widthPerHeight));
    counterDigits = new SevenSegmentDigits(24);
    image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    backdrop = drawBackdrop(width, height);
    bars = drawBars();
    ball = drawBall();
    graphics = smooth(image);
  }

  /**
   * Draws one frame. The image is the same object each time.
   *
   * @param frame number of the frame, from 0
   * @param time what the clock shows
   */
  BufferedImage draw(long frame, LocalTime time) {
    double seconds = (double) frame / framesPerSecond;
    graphics.setTransform(new AffineTransform());
    graphics.drawImage(backdrop, 0, 0, null);
    drawRunningBars(seconds);
    drawBouncingBall(seconds);
    graphics.scale(scale, scale);
    drawHand(seconds);
    drawDigits(frame, time);
    return image;
  }

  private void drawDigits(long frame, LocalTime time) {
    String clock =
        twoDigits(time.getHour())
            + ':'
            + twoDigits(time.getMinute())
            + ':'
            + twoDigits(time.getSecond())
            + '.'
            + twoDigits(time.getNano() / 10_000_000)
            + time.getNano() / 1_000_000 % 10;
    double x = (layoutWidth - clockDigits.width(clock)) / 2;
    clockDigits.draw(graphics, clock, x, 40, LIT, UNLIT);
    String counter = Long.toString(frame);
    String padded = " ".repeat(Math.max(0, 8 - counter.length())) + counter;
    counterDigits.draw(graphics, padded, x, 136, COUNTER_LIT, UNLIT);
  }

  private void drawHand(double seconds) {
    double centreX = layoutWidth - 96;
    double centreY = 216;
    double angleDegrees = 90 - seconds / TURN_SECONDS * 360;
    for (int tail = 5; tail >= 0; tail--) {
      graphics.setColor(new Color(0x7F, 0xE3, 0xB0, 14 + 10 * (5 - tail)));
      graphics.fill(
          new Arc2D.Double(
              centreX - 52, centreY - 52, 104, 104, angleDegrees, 14 * (tail + 1), Arc2D.PIE));
    }
    graphics.setColor(HAND);
    graphics.setStroke(new BasicStroke(4, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    double radians = Math.toRadians(angleDegrees);
    graphics.draw(
        new Line2D.Double(
            centreX, centreY, centreX + 52 * Math.cos(radians), centreY - 52 * Math.sin(radians)));
    graphics.fill(new Ellipse2D.Double(centreX - 5, centreY - 5, 10, 10));
  }

  private void drawBouncingBall(double seconds) {
    double diameter = ball.getWidth();
    double left = 40 * scale;
    double right = (layoutWidth - 190) * scale - diameter;
    double floor = 292 * scale - diameter;
    double crossing = seconds / CROSSING_SECONDS % 2;
    double x = left + (right - left) * (crossing < 1 ? crossing : 2 - crossing);
    double phase = 2 * (seconds / BOUNCE_SECONDS % 1) - 1;
    double y = floor - 72 * scale * (1 - phase * phase);
    graphics.drawImage(ball, (int) Math.round(x), (int) Math.round(y), null);
  }

  private void drawRunningBars(double seconds) {
    double period = bars.getWidth() / 2.0;
    double barWidth = period / BARS.length;
    int shift = (int) Math.round(seconds / BAR_SECONDS * barWidth % period);
    graphics.drawImage(bars, -shift, image.getHeight() - bars.getHeight(), null);
  }

  private BufferedImage drawBackdrop(int width, int height) {
    BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D pen = smooth(drawn);
    pen.scale(scale, scale);
    pen.setPaint(
        new GradientPaint(
            0, 0, new Color(0x0C1430), 0, (float) LAYOUT_HEIGHT, new Color(0x1D3468)));
    pen.fill(new Rectangle2D.Double(0, 0, layoutWidth, LAYOUT_HEIGHT));
    pen.setColor(new Color(255, 255, 255, 12));
    for (double line = 40; line < Math.max(layoutWidth, LAYOUT_HEIGHT); line += 40) {
      pen.fill(new Rectangle2D.Double(line, 0, 1, LAYOUT_HEIGHT));
      pen.fill(new Rectangle2D.Double(0, line, layoutWidth, 1));
    }
    double centreX = layoutWidth - 96;
    double centreY = 216;
    pen.setColor(new Color(0x0A1128));
    pen.fill(new Ellipse2D.Double(centreX - 60, centreY - 60, 120, 120));
    pen.setColor(new Color(0x8EA6FF));
    pen.setStroke(new BasicStroke(2));
    pen.draw(new Ellipse2D.Double(centreX - 60, centreY - 60, 120, 120));
    for (int tick = 0; tick < 12; tick++) {
      double radians = Math.toRadians(tick * 30);
      double inner = tick % 3 == 0 ? 48 : 53;
      pen.draw(
          new Line2D.Double(
              centreX + inner * Math.cos(radians),
              centreY + inner * Math.sin(radians),
              centreX + 57 * Math.cos(radians),
              centreY + 57 * Math.sin(radians)));
    }
    pen.dispose();
    return drawn;
  }

  /** The bars twice over, so that any window of one period can be cut from them. */
  private BufferedImage drawBars() {
    int barWidth = (int) Math.ceil((double) image.getWidth() / BARS.length);
    int height = (int) Math.round(52 * scale);
    BufferedImage drawn =
        new BufferedImage(2 * BARS.length * barWidth, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D pen = drawn.createGraphics();
    for (int bar = 0; bar < 2 * BARS.length; bar++) {
      pen.setColor(BARS[bar % BARS.length]);
      pen.fillRect(bar * barWidth, 0, barWidth, height);
    }
    pen.dispose();
    return drawn;
  }

  private BufferedImage drawBall() {
    int diameter = (int) Math.round(44 * scale);
    BufferedImage drawn = new BufferedImage(diameter, diameter, BufferedImage.TYPE_INT_ARGB);
    Graphics2D pen = smooth(drawn);
    pen.setPaint(
        new RadialGradientPaint(
            diameter * 0.36f,
            diameter * 0.32f,
            diameter * 0.75f,
            new float[] {0, 0.35f, 1},
            new Color[] {new Color(0xFFE9C9), new Color(0xFF9A3D), new Color(0xA93B0C)}));
    pen.fill(new Ellipse2D.Double(0.5, 0.5, diameter - 1, diameter - 1));
    pen.dispose();
    return drawn;
  }

  private static Graphics2D smooth(BufferedImage target) {
    Graphics2D pen = target.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    return pen;
  }

  private static String twoDigits(int value) {
    return value < 10 ? "0" + value : Integer.toString(value);
  }
}
