package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseMode;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Packet;
import io.iocp.completion.SendOperation;
import io.iocp.completion.StreamChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection's traffic through its {@link SecurityLayer}: what is queued stays there, and counts
 * for the queue's bound, until the records that carry it have gone out. One buffer of records is in
 * flight at a time; a connection with nothing to send owns none.
 *
 * <p>Only accessed in the connection's context, except where a method says otherwise.
 */
final class SecuredTraffic implements SecurityLayer.Link {

  private enum Phase {
    HANDSHAKE,
    /** The connection would be open, but the peers have not agreed yet. */
    OPENING,
    ESTABLISHED,
    ENDED
  }

  // As much as one buffer of records may carry; more would be marked as in flight for nothing.
  private static final long MAXIMUM_SEND_BYTES = 64 << 10;

  private final ConnectionEvents connection;
  private final StreamChannel channel;
  private final SendPath outgoing;
  private final SendPipeline pipeline;
  private final SecurityLayer layer;
  private final QueuedPlaintext queued;
  private final Sealed sealed = new Sealed();
  private final Packet wakeUp = Packet.of(this::pump);
  // Whoever wakes may be in the middle of something in this very context: never at once.
  private final Packet wakeLater;
  private final Packet homecoming = Packet.of(this::isHome);
  // Made for the first file.
  private @Nullable FilePlaintext file;

  private Phase phase = Phase.HANDSHAKE;
  // Conditions of any phase: the layer takes no more, and its work outside the context is not over.
  private boolean stalled;
  private boolean away;

  SecuredTraffic(
      ConnectionEvents connection,
      StreamChannel channel,
      SendPath outgoing,
      SecurityLayer.Factory security) {
    this.connection = connection;
    this.channel = channel;
    this.outgoing = outgoing;
    this.pipeline = outgoing.pipeline();
    this.queued = new QueuedPlaintext(pipeline);
    this.wakeLater = Packet.of(() -> channel.execute(wakeUp));
    this.layer = security.create(this);
  }

  // ── what the connection tells ─────────────────────────────────────────────────────────────────

  void start() {
    layer.start();
  }

  void received(SharedBuffer records) {
    layer.received(records);
  }

  /**
   * The socket's stream has ended.
   *
   * @return whether the connection does not know yet that the peer is finished
   */
  boolean endOfStream() {
    if (layer.endOfStream()) {
      return false;
    }
    // Many peers just hang up on a connection that is being closed.
    ConnectionLifecycle lifecycle = connection.lifecycle();
    if (!lifecycle.isClosing() && !lifecycle.isFinal()) {
      layer.truncated();
      CloseCause cause = isEstablished() ? CloseCause.SECURITY_FAILED : CloseCause.CLOSED_BY_PEER;
      connection.terminate(CloseMode.ABORTIVE, cause);
    }
    return true;
  }

  /** Whether the handler's word that it is open has to wait for the peers to agree. */
  boolean delaysOpening() {
    if (phase == Phase.HANDSHAKE) {
      phase = Phase.OPENING;
    }
    return !isEstablished();
  }

  /** Whether there must be no reading: the layer cannot take more. */
  boolean isStalled() {
    return stalled;
  }

  /** See {@link SecurityLayer#begunUnit()}. */
  long begunUnit() {
    return layer.begunUnit();
  }

  /** Whether the handler's pause counts: until peers have agreed, it does not. */
  boolean mayPause() {
    return isEstablished();
  }

  private boolean isEstablished() {
    return phase == Phase.ESTABLISHED;
  }

  /** Whether a send is in flight, or a file's bytes are being read for one. */
  boolean isSending() {
    return sealed.inFlight() || (file != null && file.isReading());
  }

  /** Operations in flight. Any thread, for figures. */
  int sendsInFlight() {
    return sealed.inFlight() ? 1 : 0;
  }

  /** Whether work outside the context has not completed yet. */
  boolean isAway() {
    return away || (file != null && file.isReading());
  }

  /** Any thread. */
  @Nullable SecuritySession session() {
    return layer.session();
  }

  /**
   * Seals and sends what is next. No send is in flight.
   *
   * @return whether everything queued was handed to the port now
   */
  boolean sendNext() {
    Plaintext next = isEstablished() && !layer.isFailed() ? nextPlaintext() : Plaintext.NONE;
    if (connection.lifecycle().isFinal()) {
      return false; // A file could not be read.
    }
    SharedBuffer records = layer.seal(next);
    if (records != null) {
      boolean everything = next.remaining() == 0 && pipeline.inFlight() == pipeline.size();
      sealed.records = records;
      channel.send(sealed);
      return everything && isEstablished();
    }
    if (isSending()) {
      return false; // A file's bytes are on their way.
    }
    if (pipeline.nextFile() == null) {
      outgoing.account(0, pipeline.sent(0)); // Nothing is in flight after all.
    }
    if (layer.isFailed()) {
      connection.terminate(CloseMode.ORDERLY, CloseCause.SECURITY_FAILED);
    } else if (!layer.isWaiting()) {
      afterSending();
    }
    return pipeline.isEmpty();
  }

  /** Nothing is in flight, and nothing can be sent any more or now. */
  private void afterSending() {
    if (layer.isFinished()) {
      // The peer was faster with its goodbye than we with what is queued.
      connection.sendingEnded();
    } else if (connection.lifecycle().isClosing() && pipeline.isEmpty()) {
      layer.finish();
      SharedBuffer goodbye = layer.seal(Plaintext.NONE);
      if (goodbye != null) {
        sealed.records = goodbye;
        channel.send(sealed);
      } else if (!layer.isWaiting()) {
        connection.sendingEnded();
      }
    }
  }

  private Plaintext nextPlaintext() {
    OutboundFile next = pipeline.nextFile();
    if (next == null) {
      long most = Math.min(MAXIMUM_SEND_BYTES, pipeline.maximumSendBytes());
      pipeline.startSending(SendOperation.MAXIMUM_BUFFERS, most);
      queued.begin();
      return queued;
    }
    pipeline.startFile();
    if (file == null) {
      file = new FilePlaintext(connection, outgoing, channel, layer, this::fileIsHome);
    }
    return file.begin(next);
  }

  private void sent(CompletionStatus status, long bytes) {
    SharedBuffer records = Objects.requireNonNull(sealed.records);
    sealed.offset += (int) bytes;
    boolean whole = sealed.offset == records.length();
    if (status != CompletionStatus.OK) {
      sealed.forget();
      outgoing.account(bytes, pipeline.sent(0));
      connection.broken(status);
      return;
    }
    if (!whole && !connection.lifecycle().isFinal()) {
      outgoing.account(bytes, 0);
      channel.send(sealed);
      return;
    }
    sealed.forget();
    boolean isFile = pipeline.nextFile() != null;
    outgoing.account(bytes, isFile ? 0 : pipeline.sent(queued.consumed()));
    if (isFile && file != null) {
      file.sent();
    }
    if (layer.isFailed()) {
      sendNext(); // The reason, if it has not been said, and the end.
      return;
    }
    outgoing.tellDrained();
    layer.pump();
    outgoing.sendNext();
  }

  /** The last call, with nothing in flight. */
  void ended() {
    phase = Phase.ENDED;
    sealed.forget();
    if (file != null) {
      file.forget();
    }
    layer.ended();
  }

  // ── what the layer asks for ───────────────────────────────────────────────────────────────────

  @Override
  public void deliver(SharedBuffer plaintext) {
    connection.deliver(plaintext);
  }

  @Override
  public void established() {
    boolean opening = phase == Phase.OPENING;
    phase = Phase.ESTABLISHED;
    if (opening) {
      connection.opened();
    }
    if (!pipeline.isEmpty()) {
      wake(); // What was queued before may go now, but not from within seal.
    }
    connection.updateReading();
  }

  @Override
  public void peerFinished() {
    connection.peerFinished();
  }

  @Override
  public void stall(boolean stop) {
    if (stalled != stop) {
      stalled = stop;
      connection.updateReading();
    }
  }

  @Override
  public void flush() {
    // With a send in flight the reason goes out behind it. A peer that reads neither is ended like
    // any that reads nothing.
    outgoing.sendNext();
  }

  @Override
  public void wake() {
    channel.worker().post(wakeLater);
  }

  @Override
  public void leave() {
    away = true;
  }

  @Override
  public void comeHome() {
    channel.execute(homecoming);
  }

  private void isHome() {
    away = false;
    resume();
  }

  private void fileIsHome() {
    Objects.requireNonNull(file).isRead();
    resume();
  }

  private void resume() {
    pump();
    if (connection.lifecycle().isComplete() && phase != Phase.ENDED) {
      connection.gone();
    }
  }

  private void pump() {
    if (phase != Phase.ENDED && !connection.lifecycle().isFinal()) {
      layer.pump();
      outgoing.sendNext();
    }
  }

  /** One buffer of records on its way to the socket. */
  private final class Sealed extends SendOperation {

    private @Nullable SharedBuffer records;
    private int offset;

    @Override
    public int count() {
      return 1;
    }

    @Override
    public SharedBuffer buffer(int index) {
      return Objects.requireNonNull(records);
    }

    @Override
    public int firstBufferOffset() {
      return offset;
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      sent(status, bytes);
    }

    void forget() {
      if (records != null) {
        records.release();
        records = null;
      }
      offset = 0;
    }
  }
}
