package io.iocp.simulation;

import io.iocp.completion.simulated.SimulatedSocket;
import java.nio.ByteBuffer;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** The client's end of TLS: a real engine on a simulated socket. */
final class TlsWire implements Wire {

  private static final int RECORD_BYTES = 18 << 10;
  private static final int MOST_PLAINTEXT = 16 << 10;

  private final SimulatedSocket socket;
  private final boolean saysGoodbye;
  private final SSLEngine engine;
  // Both ready to be read.
  private final ByteBuffer arrived = ByteBuffer.allocate(RECORD_BYTES).flip();
  private final ByteBuffer opened = ByteBuffer.allocate(2 * RECORD_BYTES).flip();
  private final ByteBuffer unsent = ByteBuffer.allocate(3 * RECORD_BYTES).flip();
  private boolean finishing;
  private boolean finished;
  private boolean broken;

  /**
   * @param saysGoodbye whether it sends close_notify; who does not just ends the stream
   */
  TlsWire(SimulatedSocket socket, boolean saysGoodbye) {
    this.socket = socket;
    this.saysGoodbye = saysGoodbye;
    this.engine = LifeCertificate.CLIENT.createSSLEngine("life", 443);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {"TLSv1.3"});
  }

  /** Says hello. */
  void begin() {
    try {
      engine.beginHandshake();
      pump();
    } catch (SSLException e) {
      broken = true;
    }
    flush();
  }

  @Override
  public void onChange(Runnable listener) {
    socket.onChange(listener);
  }

  @Override
  public boolean isReadable() {
    return opened.hasRemaining() || broken || socket.isReadable();
  }

  @Override
  public int read(ByteBuffer target, int most) {
    int ended = 0;
    if (!opened.hasRemaining() && !broken) {
      arrived.compact();
      ended = socket.read(arrived, Math.min(most, arrived.remaining()));
      arrived.flip();
      try {
        pump();
      } catch (SSLException e) {
        broken = true;
      }
      flush();
    }
    int count = Math.min(most, Math.min(opened.remaining(), target.remaining()));
    if (count > 0) {
      target.put(opened.slice(opened.position(), count));
      opened.position(opened.position() + count);
      return count;
    }
    if (broken) {
      return SimulatedSocket.BROKEN;
    }
    return engine.isInboundDone() ? SimulatedSocket.END : Math.min(0, ended);
  }

  /** Shakes hands and opens records, as far as that goes. */
  private void pump() throws SSLException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          Runnable task = Objects.requireNonNull(engine.getDelegatedTask());
          task.run();
        }
        case NEED_WRAP -> {
          if (seal(ByteBuffer.allocate(0)).bytesProduced() == 0) {
            return;
          }
        }
        default -> {
          if (!open()) {
            return;
          }
        }
      }
    }
  }

  private boolean open() throws SSLException {
    if (engine.isInboundDone() || !arrived.hasRemaining()) {
      return false;
    }
    opened.compact();
    SSLEngineResult result;
    try {
      result = engine.unwrap(arrived, opened);
    } finally {
      opened.flip();
    }
    return result.bytesConsumed() > 0;
  }

  private SSLEngineResult seal(ByteBuffer plaintext) throws SSLException {
    unsent.compact();
    try {
      return engine.wrap(plaintext, unsent);
    } finally {
      unsent.flip();
    }
  }

  @Override
  public int write(ByteBuffer source, int most) {
    if (broken || finishing) {
      return SimulatedSocket.BROKEN;
    }
    if (!flush() || engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
      return broken ? SimulatedSocket.BROKEN : 0;
    }
    int count = Math.min(Math.min(most, source.remaining()), MOST_PLAINTEXT);
    try {
      int consumed = seal(source.slice(source.position(), count)).bytesConsumed();
      source.position(source.position() + consumed);
      flush();
      return engine.isOutboundDone() ? SimulatedSocket.BROKEN : consumed;
    } catch (SSLException e) {
      broken = true;
      return SimulatedSocket.BROKEN;
    }
  }

  @Override
  public boolean flush() {
    while (unsent.hasRemaining()) {
      int count = socket.write(unsent, unsent.remaining());
      if (count == SimulatedSocket.BROKEN) {
        unsent.position(unsent.limit());
        broken |= !finished;
      } else if (count == 0) {
        return false;
      }
    }
    if (finishing && !finished) {
      finished = true;
      socket.shutdownOutput();
    }
    return true;
  }

  @Override
  public boolean hasUnsent() {
    return unsent.hasRemaining();
  }

  @Override
  public void shutdownOutput() {
    if (finishing) {
      return;
    }
    finishing = true;
    if (saysGoodbye) {
      engine.closeOutbound();
      try {
        pump();
      } catch (SSLException e) {
        broken = true;
      }
    }
    flush();
  }

  @Override
  public void close() {
    shutdownOutput();
    socket.close();
  }

  @Override
  public void reset() {
    socket.reset();
  }

  @Override
  public void cut() {
    socket.cut();
  }

  @Override
  public void heal() {
    socket.heal();
  }
}
