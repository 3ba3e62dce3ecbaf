package io.iocp.admin.clients;

import io.iocp.clients.ClientSnapshot;
import io.iocp.connection.ConnectionSnapshot;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** What a list of clients can be ordered by; a minus in front turns it around. */
final class ClientOrder {

  /** By id, which is the order of connecting. */
  static final String BY_ID = "id";

  /** All of them, for the description of the API. */
  static final String PATTERN =
      "^-?(age|id|lag|path|pendingIo|queuedBuffers|queuedBytes|receivedBytes|remoteAddress"
          + "|sentBytes|state|worker)$";

  private static final Map<String, Comparator<ClientSnapshot>> BY_NAME = new TreeMap<>();

  static {
    by(BY_ID, client -> client.connection().id());
    by("age", client -> client.connection().ageNanos());
    by("worker", client -> client.connection().worker());
    by("pendingIo", client -> pending(client.connection()));
    by("queuedBytes", client -> client.connection().queuedBytes());
    by("queuedBuffers", client -> ClientView.queuedBuffers(client.connection()));
    by("lag", client -> ClientView.lagNanos(client.connection()));
    by("receivedBytes", client -> client.connection().receivedBytes());
    by("sentBytes", client -> client.connection().sentBytes());
    BY_NAME.put("state", Comparator.comparing(client -> client.connection().state()));
    BY_NAME.put("remoteAddress", Comparator.comparing(ClientView::remoteAddress));
    BY_NAME.put(
        "path",
        Comparator.comparing(
            ClientSnapshot::path, Comparator.nullsFirst(Comparator.<String>naturalOrder())));
  }

  private ClientOrder() {}

  private static void by(String name, ToLongFunction<ClientSnapshot> figure) {
    BY_NAME.put(name, Comparator.comparingLong(figure));
  }

  /** The order of this name; equal ones by id. */
  static Optional<Comparator<ClientSnapshot>> named(String name) {
    boolean descending = name.startsWith("-");
    Comparator<ClientSnapshot> order = BY_NAME.get(descending ? name.substring(1) : name);
    return Optional.ofNullable(order)
        .map(found -> descending ? found.reversed() : found)
        .map(found -> found.thenComparing(client -> client.connection().id()));
  }

  /** The names, for messages. */
  static String names() {
    return String.join(", ", BY_NAME.keySet());
  }

  static int pending(ConnectionSnapshot connection) {
    return connection.pending().values().stream().mapToInt(Integer::intValue).sum();
  }
}
