package io.iocp.admin.files;

import io.iocp.admin.live.LiveEvent;
import io.iocp.admin.live.LiveSource;
import io.iocp.file.FileExchange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells watchers how far transfers are. Only accessed by the polling thread. */
final class TransfersSource implements LiveSource {

  private static final String TYPE = "files";
  private static final int MAXIMUM = 100;

  private final FileExchange exchange;
  private Map<Long, String> known = Map.of();

  TransfersSource(FileExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public Set<String> types() {
    return Set.of(TYPE);
  }

  /** Figures change all the time while files are on their way; else there is nothing to say. */
  @Override
  public List<LiveEvent> poll() {
    List<TransferView> now = exchange.transfers().stream().map(TransferView::of).toList();
    Map<Long, String> before = known;
    Map<Long, String> names =
        now.stream().collect(Collectors.toMap(TransferView::id, TransferView::name));
    known = names;
    if (now.isEmpty() && before.isEmpty()) {
      return List.of();
    }
    Map<Long, String> ended = new TreeMap<>(before);
    ended.keySet().removeAll(names.keySet());
    return List.of(
        LiveEvent.of(
            TYPE,
            changes(now, ended, name -> true),
            visibility -> part(changes(now, ended, visibility::file))));
  }

  /** Those who see nothing of it do not notice that something is on its way. */
  private static @Nullable TransferChanges part(TransferChanges changes) {
    return changes.total() == 0 && changes.ended().isEmpty() ? null : changes;
  }

  private static TransferChanges changes(
      List<TransferView> now, Map<Long, String> ended, Predicate<String> shown) {
    List<TransferView> visible = now.stream().filter(each -> shown.test(each.name())).toList();
    return new TransferChanges(
        visible.stream().limit(MAXIMUM).toList(),
        ended.entrySet().stream()
            .filter(each -> shown.test(each.getValue()))
            .map(Map.Entry::getKey)
            .limit(MAXIMUM)
            .toList(),
        visible.size());
  }
}
