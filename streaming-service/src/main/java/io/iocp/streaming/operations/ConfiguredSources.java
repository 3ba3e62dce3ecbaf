package io.iocp.streaming.operations;

import io.iocp.admin.sources.SourceDirectory;
import io.iocp.admin.sources.SourceView;
import io.iocp.streaming.source.Pulls;
import io.iocp.streaming.source.SourceSnapshot;
import io.iocp.streaming.source.Sources;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The sources as the administration API sees them. */
final class ConfiguredSources implements SourceDirectory {

  private final Sources sources;
  private final @Nullable Pulls pulls;

  /**
   * @param pulls what is fetched from other servers, if anything is
   */
  ConfiguredSources(Sources sources, @Nullable Pulls pulls) {
    this.sources = sources;
    this.pulls = pulls;
  }

  @Override
  public List<SourceView> sources() {
    return Stream.concat(
            sources.snapshots().stream(), pulls == null ? Stream.of() : pulls.snapshots().stream())
        .map(ConfiguredSources::view)
        .toList();
  }

  @Override
  public boolean start(String stream) {
    return sources.start(stream);
  }

  @Override
  public boolean stop(String stream) {
    return sources.stop(stream);
  }

  private static SourceView view(SourceSnapshot source) {
    return new SourceView(
        source.stream().name(),
        source.origin(),
        source.onDemand(),
        SourceView.SourceState.valueOf(source.state().name()),
        source.since(),
        source.restarts(),
        source.bytes(),
        source.lastFailure(),
        source.errorLines());
  }
}
