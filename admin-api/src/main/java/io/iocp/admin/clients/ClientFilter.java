package io.iocp.admin.clients;

import io.iocp.clients.ClientSnapshot;
import io.iocp.connection.ConnectionState;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which clients a list shows.
 *
 * @param text part of the address or the path, in any case; empty for all
 * @param state state of the connection; null for all
 * @param worker index of the I/O worker; null for all
 */
record ClientFilter(String text, @Nullable ConnectionState state, @Nullable Integer worker) {

  ClientFilter {
    text = text.toLowerCase(Locale.ROOT);
  }

  boolean acceptsAll() {
    return text.isEmpty() && state == null && worker == null;
  }

  boolean accepts(ClientSnapshot client) {
    return (state == null || client.connection().state() == state)
        && (worker == null || client.connection().worker() == worker)
        && (text.isEmpty() || mentions(client));
  }

  private boolean mentions(ClientSnapshot client) {
    String path = client.path();
    return (path != null && path.toLowerCase(Locale.ROOT).contains(text))
        || ClientView.remoteAddress(client).contains(text);
  }
}
