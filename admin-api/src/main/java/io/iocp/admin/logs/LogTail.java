package io.iocp.admin.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the latest events of the log, bounded in number and in length.
 *
 * <p>Whoever logs only puts a reference into a ring; texts are made by who asks. Any thread.
 */
final class LogTail extends AppenderBase<ILoggingEvent> {

  /** Tells the password that it has generated: for the console, not for those who may only read. */
  private static final Set<String> UNHEARD = Set.of("io.iocp.admin.security.AdminUsers");

  private static final int MAXIMUM_MESSAGE_CHARS = 4096;
  private static final int MAXIMUM_FRAMES = 12;

  private final int capacity;

  // Guarded by the deque.
  private final ArrayDeque<ILoggingEvent> events = new ArrayDeque<>();
  private long appended;

  LogTail(int capacity) {
    this.capacity = capacity;
    setName("iocp-admin-log-tail");
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (UNHEARD.contains(event.getLoggerName())) {
      return;
    }
    // The arguments may change later; so is done by Logback's own asynchronous appender.
    event.prepareForDeferredProcessing();
    synchronized (events) {
      if (events.size() == capacity) {
        events.removeFirst();
      }
      events.addLast(event);
      appended++;
    }
  }

  /**
   * What has been logged since.
   *
   * @param lines the lines that are still there, oldest first
   * @param lost how many are not
   * @param position where to go on
   */
  record Lines(List<LogLine> lines, long lost, long position) {}

  /** What was logged after this position, 0 for all that is there. */
  Lines after(long position) {
    List<ILoggingEvent> found;
    long lost;
    long end;
    synchronized (events) {
      end = appended;
      long first = appended - events.size();
      lost = Math.max(0, first - position);
      int skipped = (int) Math.min(events.size(), Math.max(0, position - first));
      found = new ArrayList<>(events).subList(skipped, events.size());
    }
    return new Lines(found.stream().map(LogTail::line).toList(), lost, end);
  }

  /** The latest lines of a level or above, oldest first. */
  List<LogLine> latest(LogLevel level, int limit) {
    List<ILoggingEvent> all;
    synchronized (events) {
      all = new ArrayList<>(events);
    }
    List<ILoggingEvent> severe =
        all.stream().filter(event -> level(event).number() >= level.number()).toList();
    return severe.subList(Math.max(0, severe.size() - limit), severe.size()).stream()
        .map(LogTail::line)
        .toList();
  }

  private static LogLine line(ILoggingEvent event) {
    return new LogLine(
        Instant.ofEpochMilli(event.getTimeStamp()),
        level(event),
        event.getLoggerName(),
        event.getThreadName(),
        text(event.getFormattedMessage()),
        exception(event.getThrowableProxy()));
  }

  private static String text(@Nullable String message) {
    String text = message == null ? "" : message;
    return Secrets.mask(
        text.length() > MAXIMUM_MESSAGE_CHARS
            ? text.substring(0, MAXIMUM_MESSAGE_CHARS) + "…"
            : text);
  }

  private static @Nullable String exception(@Nullable IThrowableProxy thrown) {
    if (thrown == null) {
      return null;
    }
    StringBuilder text = new StringBuilder(thrown.getClassName());
    text.append(": ").append(text(thrown.getMessage()));
    for (int i = 0;
        i < Math.min(MAXIMUM_FRAMES, thrown.getStackTraceElementProxyArray().length);
        i++) {
      text.append("\n\t").append(thrown.getStackTraceElementProxyArray()[i].getSTEAsString());
    }
    return text.toString();
  }

  private static LogLevel level(ILoggingEvent event) {
    return switch (event.getLevel().levelInt) {
      case Level.ERROR_INT -> LogLevel.ERROR;
      case Level.WARN_INT -> LogLevel.WARN;
      case Level.INFO_INT -> LogLevel.INFO;
      case Level.DEBUG_INT -> LogLevel.DEBUG;
      default -> LogLevel.TRACE;
    };
  }
}
