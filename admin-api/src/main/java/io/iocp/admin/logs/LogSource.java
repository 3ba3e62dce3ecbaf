package io.iocp.admin.logs;

import io.iocp.admin.live.LiveEvent;
import io.iocp.admin.live.LiveSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells watchers what is logged. */
final class LogSource implements LiveSource {

  private static final String LINE = "log";
  private static final String LOST = "log-lost";

  private final LogTail tail;
  private long position;

  LogSource(LogTail tail) {
    this.tail = tail;
  }

  @Override
  public Set<String> types() {
    return Set.of(LINE, LOST);
  }

  @Override
  public List<LiveEvent> poll() {
    LogTail.Lines lines = tail.after(position);
    position = lines.position();
    List<LiveEvent> events = new ArrayList<>();
    if (lines.lost() > 0) {
      events.add(LiveEvent.of(LOST, Map.of("lines", lines.lost()), LiveEvent.NONE));
    }
    for (LogLine line : lines.lines()) {
      // A line may name any stream.
      events.add(new LiveEvent(LINE, line.level().number(), line, LiveEvent.NONE));
    }
    return events;
  }
}
