package io.iocp.admin.sources;

import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.Visibility;
import java.util.List;
import java.util.Optional;

/** The sources of streams that the caller may know of: others are not there. */
final class VisibleSources implements SourceDirectory {

  private final SourceDirectory all;
  private final CallerVisibility caller;

  VisibleSources(SourceDirectory all, CallerVisibility caller) {
    this.all = all;
    this.caller = caller;
  }

  private boolean shows(String stream) {
    return caller.current().lists(stream);
  }

  @Override
  public List<SourceView> sources() {
    Visibility visibility = caller.current();
    return all.sources().stream().filter(source -> visibility.lists(source.stream())).toList();
  }

  @Override
  public Optional<SourceView> source(String stream) {
    return shows(stream) ? all.source(stream) : Optional.empty();
  }

  @Override
  public boolean start(String stream) {
    return shows(stream) && all.start(stream);
  }

  @Override
  public boolean stop(String stream) {
    return shows(stream) && all.stop(stream);
  }
}
