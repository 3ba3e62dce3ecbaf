package io.iocp.streaming.operations;

import io.iocp.admin.streams.StreamDirectory;
import io.iocp.admin.streams.StreamView;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamSnapshot;
import io.iocp.streaming.stream.StreamDescription;
import java.time.InstantSource;
import java.util.Collection;

/** The live streams as the administration API sees them. */
final class RegisteredStreams implements StreamDirectory {

  private final StreamRegistry streams;
  private final InstantSource clock;

  RegisteredStreams(StreamRegistry streams, InstantSource clock) {
    this.streams = streams;
    this.clock = clock;
  }

  @Override
  public Collection<StreamView> streams() {
    return streams.snapshots().stream().map(this::view).toList();
  }

  private StreamView view(StreamSnapshot stream) {
    StreamDescription description = stream.description();
    return new StreamView(
        stream.id().name(),
        description == null ? null : description.format(),
        description == null ? null : description.mimeType(),
        stream.viewers(),
        stream.bytes(),
        stream.deliveredBytes(),
        clock.instant().minus(stream.age()));
  }
}
