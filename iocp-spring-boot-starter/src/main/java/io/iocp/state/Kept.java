package io.iocp.state;

import io.iocp.statistics.Counters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One part and its file. One thread at a time; {@link #isKeeping} any. */
final class Kept {

  private static final Logger logger = LoggerFactory.getLogger(StateKeeper.class);

  private final StatePart part;
  private final StateFile file;
  private final Counters<StateCounter> counters;
  private @Nullable Object written;
  private int looksToWait;
  private boolean givenUp;
  private volatile boolean keeping = true;

  Kept(Path directory, StatePart part, Counters<StateCounter> counters) {
    this.part = part;
    this.file = new StateFile(directory, part.name());
    this.counters = counters;
  }

  boolean isKeeping() {
    return keeping;
  }

  /** Takes over what was kept. */
  void restore() {
    try {
      Optional<List<String>> lines = file.read();
      lines.ifPresent(part::restore);
      if (lines.isPresent()) {
        written = part.version();
      }
    } catch (IOException | IllegalArgumentException e) {
      counters.increment(StateCounter.BROKEN);
      broken(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  private void broken(String why) {
    try {
      Path aside = file.putAside();
      logger.error(
          "The {} that were kept in {} cannot be read and do not apply: {}. The file is {} now;"
              + " mend it, or delete it, and restart",
          part.name(),
          file.path(),
          why,
          aside.getFileName());
    } catch (IOException e) {
      givenUp = true;
      keeping = false;
      logger.error(
          "The {} that were kept in {} cannot be read and do not apply: {}. The file cannot be put"
              + " aside either ({}): {} are not kept until that is mended and the server restarted",
          part.name(),
          file.path(),
          why,
          e.toString(),
          part.name());
    }
  }

  /**
   * Writes it if it has changed.
   *
   * @param looksAfterFailure so many calls after a failure do nothing; 0 to write in any case
   */
  void look(int looksAfterFailure) {
    if (givenUp || (looksToWait-- > 0 && looksAfterFailure > 0)) {
      return;
    }
    looksToWait = 0;
    Object version = part.version();
    if (Objects.equals(version, written)) {
      return;
    }
    try {
      file.write(part.save());
      written = version;
      counters.increment(StateCounter.WRITTEN);
      if (!keeping) {
        logger.info("The {} are kept again in {}", part.name(), file.path());
      }
      keeping = true;
    } catch (IOException | RuntimeException e) {
      counters.increment(StateCounter.WRITE_FAILED);
      looksToWait = looksAfterFailure;
      if (keeping) {
        logger.error(
            "The {} cannot be written to {} and would not survive a restart: {}",
            part.name(),
            file.path(),
            e.toString());
      }
      keeping = false;
    }
  }
}
