package io.iocp.streaming.load;

import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A viewer of a stream that has not begun: an open connection on which nothing happens. */
final class Idler extends ClientConnection {

  private final AtomicInteger open;

  /**
   * @param open counts those that are open
   */
  Idler(String path, AtomicInteger open) {
    super(path, 0);
    this.open = open;
  }

  @Override
  void opened() {
    open.incrementAndGet();
  }

  @Override
  public void data(MessageType type, ByteBuffer piece, boolean first, boolean last) {
    // Not before the stream begins.
  }

  @Override
  public void close(WsClose status) {
    end(null);
  }

  @Override
  void ended(@Nullable String failure) {
    open.decrementAndGet();
  }
}
