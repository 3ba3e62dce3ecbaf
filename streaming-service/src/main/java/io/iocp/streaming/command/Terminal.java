package io.iocp.streaming.command;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What people see. On a terminal the line of progress is written over and over; elsewhere there is
 * one now and then. Any thread.
 */
final class Terminal {

  /** What a server says must not steer the terminal. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}&&[^\\n]]");

  private static final int LINES_LEFT_OUT = 9;

  private final PrintStream out;
  private final boolean interactive;
  private final String label;

  // Guarded by this.
  private int shownLength;
  private int leftOut = LINES_LEFT_OUT;

  /**
   * @param interactive whether lines can be written over
   */
  Terminal(PrintStream out, boolean interactive) {
    this(out, interactive, "");
  }

  private Terminal(PrintStream out, boolean interactive, String label) {
    this.label = label;
    this.out = out;
    this.interactive = interactive;
  }

  /** Standard error, as it is. */
  static Terminal standard() {
    return new Terminal(
        System.err, Optional.ofNullable(System.console()).map(Terminal::isTerminal).orElse(false));
  }

  /** Java 22 and later have a console elsewhere, too, and a way to tell. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** One of several that write here: what it says begins with who it is, and stays. */
  Terminal of(String who) {
    return new Terminal(out, false, who + ": ");
  }

  /** Says something that stays. */
  synchronized void say(String words) {
    if (shownLength > 0) {
      out.println();
      shownLength = 0;
    }
    out.println(label + printable(words));
  }

  /** What came from elsewhere, so that a terminal only shows it. */
  static String printable(String words) {
    return UNPRINTABLE.matcher(words).replaceAll("?");
  }

  /** Shows how far it is; called about once a second. */
  synchronized void progress(String line) {
    if (interactive) {
      out.print("\r" + line + " ".repeat(Math.max(0, shownLength - line.length())));
      out.flush();
      shownLength = line.length();
    } else if (++leftOut > LINES_LEFT_OUT) {
      leftOut = 0;
      out.println(label + line);
    }
  }
}
