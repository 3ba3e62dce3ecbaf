package io.iocp.admin.clients;

import io.iocp.admin.live.LiveEvent;
import io.iocp.admin.live.LiveSource;
import io.iocp.admin.security.Visibility;
import io.iocp.clients.Clients;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Tells watchers which clients come and go. Only accessed by the polling thread. */
final class ClientsSource implements LiveSource {

  private static final String TYPE = "clients";
  private static final int MAXIMUM_CONNECTED = 100;
  private static final int MAXIMUM_DISCONNECTED = 1000;

  private final Clients clients;
  private long[] known = {};

  ClientsSource(Clients clients) {
    this.clients = clients;
  }

  @Override
  public Set<String> types() {
    return Set.of(TYPE);
  }

  @Override
  public List<LiveEvent> poll() {
    long[] before = known;
    long[] now = clients.ids();
    known = now;
    if (Arrays.equals(before, now)) {
      return List.of();
    }
    long[] come = missingIn(now, before);
    long[] gone = missingIn(before, now);
    List<ClientView> connected =
        Arrays.stream(come)
            .limit(MAXIMUM_CONNECTED)
            .mapToObj(clients::find)
            .flatMap(client -> client.stream())
            .map(ClientView::of)
            .toList();
    List<Long> disconnected = Arrays.stream(gone).limit(MAXIMUM_DISCONNECTED).boxed().toList();
    boolean complete = come.length <= MAXIMUM_CONNECTED && gone.length <= MAXIMUM_DISCONNECTED;
    return List.of(
        LiveEvent.of(
            TYPE,
            new ClientChanges(connected, disconnected, complete, now.length),
            visibility -> part(now, visibility)));
  }

  /** Who of those that come and go was there to be seen is not remembered: they look anew. */
  private static ClientChanges part(long[] now, Visibility visibility) {
    int total = (int) Arrays.stream(now).filter(visibility::client).count();
    return new ClientChanges(List.of(), List.of(), false, total);
  }

  /** Which of some sorted ids are not among others. */
  private static long[] missingIn(long[] some, long[] others) {
    return Arrays.stream(some).filter(id -> Arrays.binarySearch(others, id) < 0).toArray();
  }
}
