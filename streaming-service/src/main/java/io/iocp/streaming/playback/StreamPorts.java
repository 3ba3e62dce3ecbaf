package io.iocp.streaming.playback;

import io.iocp.streaming.stream.StreamId;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The ports of streams that have one of their own. Any thread.
 *
 * @param all what each stream has
 */
public record StreamPorts(Map<StreamId, List<Port>> all) {

  /** No stream has one. */
  public static final StreamPorts NONE = new StreamPorts(Map.of());

  /** Keeps the ports. */
  public StreamPorts {
    all = Map.copyOf(all);
  }

  /** Those of one stream; empty if it has none. */
  public List<Port> of(StreamId id) {
    return all.getOrDefault(id, List.of());
  }

  /**
   * One port.
   *
   * @param protocol {@code udp} or {@code tcp}
   * @param address where it is, once it listens; a group where that is what it hears
   */
  public record Port(String protocol, Supplier<Optional<InetSocketAddress>> address) {}
}
