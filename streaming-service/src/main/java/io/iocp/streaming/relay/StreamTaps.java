package io.iocp.streaming.relay;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The taps of one stream; there are few. Called under the stream's lock. */
final class StreamTaps {

  private final List<StreamTap> taps = new CopyOnWriteArrayList<>();

  void add(StreamTap tap) {
    taps.add(tap);
  }

  void remove(StreamTap tap) {
    taps.remove(tap);
  }

  void forEach(Consumer<StreamTap> event) {
    for (StreamTap tap : taps) {
      event.accept(tap);
    }
  }
}
