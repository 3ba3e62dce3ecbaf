package io.iocp.admin.streams;

import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.Visibility;
import io.iocp.websocket.protocol.WsClose;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The streams that the caller may know of: others are not there. */
final class VisibleStreams implements StreamDirectory {

  private final StreamDirectory all;
  private final CallerVisibility caller;

  VisibleStreams(StreamDirectory all, CallerVisibility caller) {
    this.all = all;
    this.caller = caller;
  }

  private boolean shows(String name) {
    return caller.current().lists(name);
  }

  @Override
  public Collection<StreamView> streams() {
    Visibility visibility = caller.current();
    return visibility.everything()
        ? all.streams()
        : all.streams().stream().filter(stream -> visibility.lists(stream.name())).toList();
  }

  @Override
  public Optional<StreamView> stream(String name) {
    return shows(name) ? all.stream(name) : Optional.empty();
  }

  @Override
  public boolean stop(String name, WsClose status) {
    return shows(name) && all.stop(name, status);
  }

  @Override
  public Optional<List<StreamViewer>> viewers(String name, long afterClient, int limit) {
    return shows(name) ? all.viewers(name, afterClient, limit) : Optional.empty();
  }

  @Override
  public boolean kick(String name, long client, WsClose status) {
    return shows(name) && all.kick(name, client, status);
  }

  @Override
  public Pinning pin(String name, long client, @Nullable String rendition) {
    return shows(name) ? all.pin(name, client, rendition) : Pinning.NO_VIEWER;
  }
}
