package io.iocp.admin.recordings;

import io.iocp.admin.live.LiveEvent;
import io.iocp.admin.live.LiveSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells watchers what records. Only accessed by the polling thread. */
final class RecordingsSource implements LiveSource {

  private static final String TYPE = "recorders";

  private final RecordingDirectory directory;
  private @Nullable RecorderList known;

  RecordingsSource(RecordingDirectory directory) {
    this.directory = directory;
  }

  @Override
  public Set<String> types() {
    return Set.of(TYPE);
  }

  /** There is nothing to say while nothing changes. */
  @Override
  public List<LiveEvent> poll() {
    RecorderList now = new RecorderList(directory.recorders(), directory.storage());
    if (now.equals(known)) {
      return List.of();
    }
    known = now;
    return List.of(
        LiveEvent.of(
            TYPE,
            now,
            visibility ->
                new RecorderList(
                    VisibleRecordings.of(now.recorders(), visibility), now.storage())));
  }
}
