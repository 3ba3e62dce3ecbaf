package io.iocp.streaming.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/** The last lines that a source's program wrote, without secrets. Any thread. */
final class ErrorLines {

  /** How many are kept. */
  static final int MAXIMUM = 20;

  /** Characters of a line; the rest of it is left out. */
  static final int LONGEST = 300;

  private static final int BUFFER_CHARACTERS = 1024;

  // A program's words must not look like anything else where they are shown.
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private final Secrets secrets;
  private final Deque<String> lines = new ArrayDeque<>(MAXIMUM); // Guarded by this.

  ErrorLines(Secrets secrets) {
    this.secrets = secrets;
  }

  /** Reads a program's standard error to its end; a progress line ends with a carriage return. */
  void readAll(InputStream errors) throws IOException {
    try (Reader reader = new InputStreamReader(errors, StandardCharsets.UTF_8)) {
      char[] buffer = new char[BUFFER_CHARACTERS];
      StringBuilder line = new StringBuilder();
      for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
        for (int i = 0; i < count; i++) {
          if (buffer[i] == '\n' || buffer[i] == '\r') {
            add(line.toString());
            line.setLength(0);
          } else if (line.length() <= LONGEST) {
            line.append(buffer[i]);
          }
        }
      }
      add(line.toString());
    }
  }

  /** Adds a line, unless it is blank. */
  void add(String line) {
    if (line.isBlank()) {
      return;
    }
    // A line that is cut may end in the middle of a secret, which is not found then.
    boolean cut = line.length() > LONGEST;
    String shown = clean(cut ? line.substring(0, line.lastIndexOf(' ', LONGEST) + 1) : line);
    synchronized (this) {
      if (lines.size() == MAXIMUM) {
        lines.removeFirst();
      }
      lines.addLast(cut ? shown + "…" : shown);
    }
  }

  /** A text of the source's as it may be shown. */
  String clean(String text) {
    return UNPRINTABLE.matcher(secrets.mask(text)).replaceAll("?");
  }

  /** The lines now, the oldest first. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }
}
