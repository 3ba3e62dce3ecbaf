package io.iocp.streaming.operations;

import io.iocp.admin.server.AudienceDirectory;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamSnapshot;
import java.util.Collection;

/** The viewers of all streams, as the administration's overview shows them. */
final class WholeAudience implements AudienceDirectory {

  private final StreamRegistry streams;

  WholeAudience(StreamRegistry streams) {
    this.streams = streams;
  }

  @Override
  public AudienceTotals totals() {
    Collection<StreamSnapshot> live = streams.snapshots();
    return new AudienceTotals(
        live.size(),
        live.stream().mapToInt(StreamSnapshot::viewers).sum(),
        live.stream().mapToLong(stream -> stream.delays().p99().toMillis()).max().orElse(0));
  }
}
