package io.iocp.admin.recordings;

import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.Visibility;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/** The recordings of streams that the caller may know of: others are not there. */
final class VisibleRecordings implements RecordingDirectory {

  private final RecordingDirectory all;
  private final CallerVisibility caller;

  VisibleRecordings(RecordingDirectory all, CallerVisibility caller) {
    this.all = all;
    this.caller = caller;
  }

  static List<RecorderView> of(List<RecorderView> recorders, Visibility visibility) {
    return recorders.stream().filter(recorder -> visibility.lists(recorder.stream())).toList();
  }

  @Override
  public List<RecordingView> recordings(
      @Nullable String stream, @Nullable Instant from, @Nullable Instant to) {
    Visibility visibility = caller.current();
    return all.recordings(stream, from, to).stream()
        .filter(recording -> visibility.lists(recording.stream()))
        .toList();
  }

  @Override
  public Optional<RecordingView> recording(String id) {
    Visibility visibility = caller.current();
    return all.recording(id).filter(found -> visibility.lists(found.stream()));
  }

  private boolean shows(String id, BiPredicate<Visibility, String> right) {
    Visibility visibility = caller.current();
    return visibility.everything()
        || all.recording(id).filter(found -> right.test(visibility, found.stream())).isPresent();
  }

  @Override
  public Optional<Resource> media(String id, @Nullable Instant from, @Nullable Instant to) {
    return shows(id, Visibility::watches) ? all.media(id, from, to) : Optional.empty();
  }

  @Override
  public boolean delete(String id) {
    return shows(id, Visibility::lists) && all.delete(id);
  }

  @Override
  public List<RecorderView> recorders() {
    return of(all.recorders(), caller.current());
  }

  @Override
  public boolean start(String stream) {
    return caller.current().lists(stream) && all.start(stream);
  }

  @Override
  public boolean stop(String stream) {
    return caller.current().lists(stream) && all.stop(stream);
  }

  @Override
  public StorageView storage() {
    return all.storage();
  }
}
