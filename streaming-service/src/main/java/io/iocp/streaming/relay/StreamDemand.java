package io.iocp.streaming.relay;

import io.iocp.streaming.stream.StreamId;
import java.util.List;

/** Streams that come when somebody wants to watch them. Any thread; nothing blocks. */
public interface StreamDemand {

  /** None comes. */
  StreamDemand NONE =
      new StreamDemand() {
        @Override
        public boolean offers(StreamId id) {
          return false;
        }

        @Override
        public void request(StreamId id) {
          // None comes.
        }

        @Override
        public List<StreamId> offered() {
          return List.of();
        }
      };

  /** Whether the stream comes when it is requested, sooner or later. */
  boolean offers(StreamId id);

  /** Somebody wants to watch, and waits already. */
  void request(StreamId id);

  /**
   * Somebody wants to watch, and waits already.
   *
   * @param via the servers that have asked for it on the way here
   */
  default void request(StreamId id, Via via) {
    request(id);
  }

  /** Of several: the first that offers a stream is asked for it. */
  static StreamDemand of(List<StreamDemand> all) {
    return new JoinedDemand(List.copyOf(all));
  }

  /** Streams that other servers have, as far as is known. */
  default List<RemoteStream> elsewhere() {
    return List.of();
  }

  /** The streams that are offered now, live or not, by name. */
  List<StreamId> offered();
}
