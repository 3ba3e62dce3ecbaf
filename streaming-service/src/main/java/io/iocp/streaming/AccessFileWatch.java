package io.iocp.streaming;

import io.iocp.admin.access.AccessView.AccessFileView;
import io.iocp.streaming.access.AccessAdministration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Applies the file with rules when it changes: it is read every half second, on a thread of its
 * own. What is wrong is not applied, and what held before goes on.
 */
final class AccessFileWatch implements SmartLifecycle {

  private static final Logger logger = LoggerFactory.getLogger(AccessFileWatch.class);
  // A change is to show within a second.
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final Path file;
  private final AccessAdministration access;
  private final InstantSource clock;
  private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
  private volatile boolean running;
  private volatile AccessFileView view;
  // Only accessed by the scheduler's thread.
  private byte[] seen;
  private boolean unreadable;

  AccessFileWatch(Path file, byte[] applied, AccessAdministration access, InstantSource clock) {
    this.file = file;
    this.access = access;
    this.clock = clock;
    this.seen = applied;
    this.view = view(clock.instant(), null);
    scheduler.setThreadNamePrefix("iocp-access-file-");
    scheduler.setDaemon(true);
  }

  /** What is to be said of the file. */
  AccessFileView view() {
    return view;
  }

  private AccessFileView view(Instant appliedAt, @Nullable String problem) {
    return new AccessFileView(file.toString(), appliedAt, problem);
  }

  /** Looks whether it has changed. */
  void tick() {
    byte[] now;
    try {
      now = AccessFile.bytes(file);
      unreadable = false;
    } catch (IOException e) {
      if (!unreadable) {
        unreadable = true;
        rejected("the file cannot be read: " + e.getMessage());
      }
      return;
    }
    if (!Arrays.equals(now, seen)) {
      seen = now;
      apply(now);
    } else if (view.problem() != null && view.problem().startsWith("the file cannot be read")) {
      view = view(view.appliedAt(), null);
    }
  }

  private void apply(byte[] content) {
    AccessFile.Content parsed;
    try {
      parsed = AccessFile.parse(content);
    } catch (IllegalArgumentException e) {
      rejected(e.getMessage());
      return;
    }
    int closed = access.change(parsed.toRules(), parsed.toTokens());
    view = view(clock.instant(), null);
    logger.info(
        "Applied {} rules and {} tokens of {}; {} sessions were closed",
        parsed.rules().size(),
        parsed.tokens().size(),
        file,
        closed);
  }

  private void rejected(@Nullable String problem) {
    access.changeRejected();
    view = view(view.appliedAt(), problem);
    logger.error("{} is not applied, what held before goes on: {}", file, problem);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // It ends with the scheduler.
  public void start() {
    scheduler.initialize();
    scheduler.scheduleWithFixedDelay(this::tick, INTERVAL);
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    scheduler.shutdown();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
