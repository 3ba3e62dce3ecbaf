package io.iocp.admin.files;

import io.iocp.admin.live.LiveEvent;
import io.iocp.admin.live.LiveSource;
import io.iocp.file.FileExchange;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells watchers how far transfers are. Only accessed by the polling thread. */
final class TransfersSource implements LiveSource {

  private static final String TYPE = "files";
  private static final int MAXIMUM = 100;

  private final FileExchange exchange;
  private Set<Long> known = Set.of();

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
    Set<Long> before = known;
    known = now.stream().map(TransferView::id).collect(Collectors.toCollection(TreeSet::new));
    if (now.isEmpty() && before.isEmpty()) {
      return List.of();
    }
    List<Long> ended = before.stream().filter(id -> !known.contains(id)).limit(MAXIMUM).toList();
    return List.of(
        LiveEvent.of(
            TYPE, new TransferChanges(now.stream().limit(MAXIMUM).toList(), ended, now.size())));
  }
}
