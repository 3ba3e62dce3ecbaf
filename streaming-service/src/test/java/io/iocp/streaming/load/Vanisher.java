package io.iocp.streaming.load;

import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A viewer who presses reload: gone as soon as the first media arrives, in the middle of a frame of
 * its own, by FIN or by RST. What it gets is not looked at.
 */
final class Vanisher extends ClientConnection {

  // A ping that promises five bytes, a masking key and one of them.
  private static final byte[] HALF_A_FRAME = {(byte) 0x89, (byte) 0x85, 0, 0, 0, 0, 'h'};

  private final boolean byReset;
  private final Runnable gone;
  private boolean vanished;

  /**
   * @param gone run once when the connection is over
   */
  Vanisher(String path, boolean byReset, Runnable gone) {
    super(path, 0);
    this.byReset = byReset;
    this.gone = gone;
  }

  @Override
  public void data(MessageType type, ByteBuffer piece, boolean first, boolean last) {
    if (type == MessageType.BINARY && !vanished) {
      vanished = true;
      // Behind the read that is going on: it still has bytes in hand.
      loop().execute(this::vanish);
    }
  }

  private void vanish() {
    if (!channel().isOpen()) {
      return;
    }
    try {
      channel().write(ByteBuffer.wrap(HALF_A_FRAME));
      if (byReset) {
        channel().setOption(StandardSocketOptions.SO_LINGER, 0);
        end(null);
      } else {
        // Reads on until the server has finished as well.
        channel().shutdownOutput();
      }
    } catch (IOException e) {
      end(e.toString());
    }
  }

  @Override
  public void close(WsClose status) {
    // The server's answer to the FIN may be one; its own FIN follows.
  }

  @Override
  void ended(@Nullable String failure) {
    gone.run();
  }
}
