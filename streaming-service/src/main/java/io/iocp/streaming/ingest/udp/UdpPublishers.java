package io.iocp.streaming.ingest.udp;

import io.iocp.streaming.stream.StreamId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** All streams that come by UDP. Any thread. */
public final class UdpPublishers {

  private final Map<StreamId, UdpPublisher> publishers = new LinkedHashMap<>();

  /** All of them; the list does not change. */
  public UdpPublishers(List<UdpPublisher> all) {
    all.forEach(publisher -> publishers.put(publisher.id(), publisher));
  }

  /** Every one. */
  public Collection<UdpPublisher> all() {
    return publishers.values();
  }

  /**
   * The one of a stream.
   *
   * @throws IllegalArgumentException when it does not come by UDP
   */
  public UdpPublisher of(StreamId id) {
    UdpPublisher publisher = publishers.get(id);
    if (publisher == null) {
      throw new IllegalArgumentException(id + " does not come by UDP");
    }
    return publisher;
  }

  /** All bytes of a publisher so far; empty if it has none of these streams. */
  public OptionalLong receivedBytes(long publisher) {
    return publishers.values().stream()
        .map(each -> each.receivedBytes(publisher))
        .filter(OptionalLong::isPresent)
        .findFirst()
        .orElseGet(OptionalLong::empty);
  }

  /** A second has passed. */
  public void tick() {
    publishers.values().forEach(UdpPublisher::tick);
  }
}
