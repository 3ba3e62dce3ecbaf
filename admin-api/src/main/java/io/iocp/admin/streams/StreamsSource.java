package io.iocp.admin.streams;

import io.iocp.admin.live.LiveEvent;
import io.iocp.admin.live.LiveSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells watchers which streams there are. Only accessed by the polling thread. */
final class StreamsSource implements LiveSource {

  private static final String TYPE = "streams";
  private static final int MAXIMUM = 100;

  private final StreamDirectory directory;
  private Set<String> known = Set.of();

  StreamsSource(StreamDirectory directory) {
    this.directory = directory;
  }

  @Override
  public Set<String> types() {
    return Set.of(TYPE);
  }

  /** Figures change every second while there are streams; without any there is nothing to say. */
  @Override
  public List<LiveEvent> poll() {
    Collection<StreamView> now = directory.streams();
    Set<String> before = known;
    known = now.stream().map(StreamView::name).collect(Collectors.toCollection(TreeSet::new));
    if (now.isEmpty() && before.isEmpty()) {
      return List.of();
    }
    return List.of(
        LiveEvent.of(
            TYPE,
            new StreamChanges(
                now.stream().sorted(Comparator.comparing(StreamView::name)).limit(MAXIMUM).toList(),
                missingIn(known, before),
                missingIn(before, known),
                now.size())));
  }

  private static List<String> missingIn(Set<String> some, Set<String> others) {
    return some.stream().filter(name -> !others.contains(name)).limit(MAXIMUM).toList();
  }
}
