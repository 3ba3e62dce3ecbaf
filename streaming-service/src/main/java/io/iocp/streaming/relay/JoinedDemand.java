package io.iocp.streaming.relay;

import io.iocp.streaming.stream.StreamId;
import java.util.List;
import java.util.function.Consumer;

/** Several that bring streams; the first that offers one is asked for it. */
record JoinedDemand(List<StreamDemand> all) implements StreamDemand {

  @Override
  public boolean offers(StreamId id) {
    return all.stream().anyMatch(one -> one.offers(id));
  }

  @Override
  public void request(StreamId id) {
    first(id, one -> one.request(id));
  }

  @Override
  public void request(StreamId id, Via via) {
    first(id, one -> one.request(id, via));
  }

  private void first(StreamId id, Consumer<StreamDemand> what) {
    all.stream().filter(one -> one.offers(id)).findFirst().ifPresent(what);
  }

  @Override
  public List<RemoteStream> elsewhere() {
    return all.stream().flatMap(one -> one.elsewhere().stream()).toList();
  }

  @Override
  public List<StreamId> offered() {
    return all.stream().flatMap(one -> one.offered().stream()).distinct().toList();
  }
}
