package io.iocp.admin.streams;

import io.iocp.admin.live.LiveEvent;
import io.iocp.admin.live.LiveSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    Set<String> names =
        now.stream().map(StreamView::name).collect(Collectors.toCollection(TreeSet::new));
    known = names;
    if (now.isEmpty() && before.isEmpty()) {
      return List.of();
    }
    return List.of(
        LiveEvent.of(
            TYPE,
            changes(now, before, names, name -> true),
            visibility -> part(changes(now, before, names, visibility::lists))));
  }

  /** Those who see nothing of it do not notice that something is there. */
  private static @Nullable StreamChanges part(StreamChanges changes) {
    return changes.total() == 0 && changes.ended().isEmpty() ? null : changes;
  }

  private static StreamChanges changes(
      Collection<StreamView> now, Set<String> before, Set<String> after, Predicate<String> shown) {
    List<StreamView> visible = now.stream().filter(each -> shown.test(each.name())).toList();
    return new StreamChanges(
        visible.stream().sorted(Comparator.comparing(StreamView::name)).limit(MAXIMUM).toList(),
        missingIn(after, before, shown),
        missingIn(before, after, shown),
        visible.size());
  }

  private static List<String> missingIn(
      Set<String> some, Set<String> others, Predicate<String> shown) {
    return some.stream()
        .filter(name -> !others.contains(name))
        .filter(shown)
        .limit(MAXIMUM)
        .toList();
  }
}
