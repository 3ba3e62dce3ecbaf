package io.iocp.streaming.relay;

import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.websocket.protocol.WsClose;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The taps of one stream; there are few. Called under the stream's lock. */
final class StreamTaps implements Outlet {

  private final List<StreamTap> taps = new CopyOnWriteArrayList<>();

  void add(StreamTap tap) {
    taps.add(tap);
  }

  void remove(StreamTap tap) {
    taps.remove(tap);
  }

  boolean hasAudience() {
    return taps.stream().anyMatch(StreamTap::isAudience);
  }

  @Override
  public void publish(MediaChunk chunk) {
    taps.forEach(tap -> tap.publish(chunk));
  }

  @Override
  public void gap() {
    taps.forEach(StreamTap::gap);
  }

  @Override
  public void begin(JoinMessages messages) {
    StreamDescription description = messages.description();
    if (description != null) {
      taps.forEach(tap -> tap.begin(description, messages.init()));
    }
    messages.release();
  }

  @Override
  public void waiting(JoinMessages messages) {
    taps.forEach(StreamTap::waiting);
    messages.release();
  }

  @Override
  public void tick(LiveTick tick) {
    // Taps have clocks of their own.
  }

  @Override
  public void closeBeyond(long queuedBytes) {
    // Taps bound what they keep.
  }

  @Override
  public void end(WsClose status) {
    taps.forEach(StreamTap::end);
  }
}
