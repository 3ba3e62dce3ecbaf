package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseMode;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.ReceiveFlow;
import io.iocp.completion.StreamChannel;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What comes in on one connection: from the socket through the header of a proxy and a {@link
 * SecurityLayer}, where there are such, to the handler.
 *
 * <p>Only accessed in the connection's context, except where a method says otherwise.
 */
final class ReceivePath {

  // One receive in 16 is measured: enough for a distribution, and next to nothing for the others.
  private static final int SAMPLE_MASK = 16 - 1;

  private final ConnectionEvents connection;
  private final ConnectionHost host;
  private final StreamChannel channel;
  private final ReceiveFlow flow;
  private final ClientIdentity client;
  private final @Nullable SecuredTraffic secured;

  // Written in the context. Other threads read them for figures only, which may be a moment old.
  private int sequence;
  private long bytes;

  private boolean paused;

  /**
   * @param flow the connection's until it has ended
   */
  ReceivePath(
      ConnectionEvents connection,
      ConnectionHost host,
      StreamChannel channel,
      ReceiveFlow flow,
      ClientIdentity client,
      @Nullable SecuredTraffic secured) {
    this.connection = connection;
    this.host = host;
    this.channel = channel;
    this.flow = flow;
    this.client = client;
    this.secured = secured;
  }

  /** Number of the next piece. Any thread. */
  int sequence() {
    return sequence;
  }

  /** Bytes received so far. Any thread. */
  long bytes() {
    return bytes;
  }

  void start() {
    channel.receive(flow);
    if (paused) {
      update();
    }
    if (secured != null) {
      secured.start();
    }
  }

  void pause() {
    paused = true;
    update();
  }

  void resume() {
    paused = false;
    update();
  }

  /** Has the channel read, or not. */
  void update() {
    if (connection.lifecycle().isFinal() || !flow.inFlight()) {
      return;
    }
    if (secured == null ? paused : secured.isStalled() || (paused && secured.mayPause())) {
      channel.pause();
    } else {
      channel.resume();
    }
  }

  /**
   * See {@link SecurityLayer#begunUnit()}; negative while there is no reading, which the peer can
   * do nothing about.
   */
  long begunUnit() {
    return secured == null || paused || secured.isStalled() ? -1 : secured.begunUnit();
  }

  void received(SharedBuffer buffer) {
    sequence = SequenceNumbers.after(sequence);
    bytes += buffer.length();
    connection.active();
    if (connection.lifecycle().isFinal()) {
      buffer.release();
      return;
    }
    if ((sequence & SAMPLE_MASK) == 1) {
      host.handled(channel.worker());
    }
    if (client.awaitsProxyHeader() && !readProxyHeader(buffer)) {
      buffer.release();
    } else if (secured != null) {
      secured.received(buffer);
    } else {
      connection.deliver(buffer);
    }
  }

  /**
   * Reads what comes before the client's first byte.
   *
   * @return whether bytes of the client are left in the buffer
   */
  private boolean readProxyHeader(SharedBuffer buffer) {
    ByteBuffer input = buffer.view();
    CloseCause why = client.readProxyHeader(input);
    if (why != null) {
      connection.terminate(CloseMode.ABORTIVE, why);
      return false;
    }
    int end = buffer.start() + buffer.length();
    buffer.region(end - input.remaining(), end);
    return input.hasRemaining();
  }

  void ended(CompletionStatus status) {
    if (status != CompletionStatus.END_OF_STREAM) {
      connection.broken(status);
    } else if (secured == null || secured.endOfStream()) {
      connection.peerFinished();
    }
  }
}
