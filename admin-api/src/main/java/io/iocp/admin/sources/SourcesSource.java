package io.iocp.admin.sources;

import io.iocp.admin.live.LiveEvent;
import io.iocp.admin.live.LiveSource;
import java.util.List;
import java.util.Set;

/** Tells watchers what the sources do. Only accessed by the polling thread. */
final class SourcesSource implements LiveSource {

  private static final String TYPE = "sources";

  private final SourceDirectory directory;
  private List<SourceView> known = List.of();

  SourcesSource(SourceDirectory directory) {
    this.directory = directory;
  }

  @Override
  public Set<String> types() {
    return Set.of(TYPE);
  }

  /** There is nothing to say while nothing changes. */
  @Override
  public List<LiveEvent> poll() {
    List<SourceView> now = directory.sources();
    if (now.equals(known)) {
      return List.of();
    }
    known = now;
    return List.of(
        LiveEvent.of(
            TYPE,
            new SourceList(now),
            visibility ->
                new SourceList(
                    now.stream().filter(source -> visibility.lists(source.stream())).toList())));
  }
}
