package io.iocp.tls;

import io.iocp.buffer.BufferWaiters;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.Plaintext;
import io.iocp.connection.SecurityLayer;
import io.iocp.connection.SecuritySession;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS on one connection.
 *
 * <pre>
 *   HANDSHAKE ── both Finished ──▶ ESTABLISHED ── close_notify each way, or FIN ──▶ ENDED
 *       └── alert, garbage, overload ──▶ FAILED ◀── alert, broken record ──┘
 * </pre>
 *
 * <p>Reading stands still while a step of the handshake is computed elsewhere, while an answer
 * waits for the send in flight, and while the pool has no buffer: then the socket is not read
 * either. For a record that is here whole the pool need not have one; one that is not whole yet
 * keeps its buffers until it is, or the connection's time is over.
 */
final class TlsConnection implements SecurityLayer {

  private static final Logger logger = LoggerFactory.getLogger(TlsConnection.class);

  private enum Phase {
    HANDSHAKE,
    ESTABLISHED,
    /** Given up: the alert may still have to be sent. */
    FAILED,
    ENDED
  }

  private final Tls tls;
  private final Link link;
  private final SSLEngine engine;
  private final HandshakeTasks tasks;
  private final TlsVerdict verdict;
  private final RecordPieces arrived = new RecordPieces();
  private final BufferWaiters.Waiter waiter;

  // Only accessed in the connection's context.
  private Phase phase = Phase.HANDSHAKE;
  private boolean waiting;
  private boolean goodbyeReceived;
  private boolean heard;
  private long records;
  private byte @Nullable [] lastWords;

  private volatile @Nullable SecuritySession session;

  TlsConnection(Tls tls, Link link, SSLEngine engine) {
    this.tls = tls;
    this.link = link;
    this.engine = engine;
    this.tasks = new HandshakeTasks(tls, link, engine);
    this.verdict = new TlsVerdict(tls);
    this.waiter =
        () -> {
          link.wake();
          return true;
        };
  }

  @Override
  public void start() {
    try {
      engine.beginHandshake();
    } catch (SSLException e) {
      fail(e);
    }
    pump();
  }

  @Override
  public @Nullable SecuritySession session() {
    return session;
  }

  // ── from the socket ───────────────────────────────────────────────────────────────────────────

  @Override
  public void received(SharedBuffer piece) {
    heard = true;
    arrived.add(piece);
    pump();
    arrived.shrink(tls.pool());
  }

  @Override
  public void pump() {
    waiting = false;
    try {
      while (!isOver() && step()) {
        // Until there is nothing more to do, or something must come first.
      }
    } catch (SSLException e) {
      fail(e);
    } catch (RuntimeException e) {
      logger.error("TLS failed", e);
      fail(TlsFailure.INTERNAL);
    }
    link.stall(mustWait());
  }

  /** Whether nothing is read any more. */
  private boolean isOver() {
    return phase == Phase.FAILED || phase == Phase.ENDED;
  }

  private boolean mustWait() {
    return tasks.areComputed()
        || waiting
        || phase == Phase.FAILED
        || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
  }

  /** Answers whether there may be more to do. */
  private boolean step() throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        compute();
        return false;
      }
      case NEED_WRAP -> {
        link.flush();
        return engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP;
      }
      default -> {
        return openRecord();
      }
    }
  }

  private void compute() {
    if (!tasks.tryCompute()) {
      tls.count(TlsCounter.HANDSHAKES_REFUSED);
      fail(TlsFailure.OVERLOADED);
    }
  }

  private boolean openRecord() throws SSLException {
    if (goodbyeReceived) {
      arrived.clear(); // Nothing may follow; whoever sends something all the same is ignored.
      return false;
    }
    int length = arrived.recordBytes();
    if (length == RecordPieces.INCOMPLETE) {
      return false;
    }
    if (length == RecordPieces.NO_RECORD) {
      noRecord();
      return false;
    }
    int type = arrived.peek(RecordLayout.TYPE_OFFSET);
    if (isRenegotiation(type)) {
      tls.count(TlsCounter.RENEGOTIATIONS_REFUSED);
      LastWords.provoke(engine, LastWords.spoiled(arrived, length));
      fail(TlsFailure.RENEGOTIATION);
      return false;
    }
    if (type != RecordLayout.APPLICATION_DATA) {
      return openRecord(length, null, false);
    }
    int plaintextBytes = RecordSizes.maximumPlaintextBytes(length);
    SharedBuffer plaintext = tls.pool().tryAcquire(plaintextBytes);
    if (plaintext == null && arrived.canGiveMemory()) {
      // All memory may be full of records that wait for memory: this one takes what it lies in.
      tls.count(TlsCounter.OPENED_IN_PLACE);
      return openRecord(length, null, true);
    }
    if (plaintext == null) {
      plaintext = acquire(plaintextBytes);
    }
    return plaintext != null && openRecord(length, plaintext, false);
  }

  private boolean openRecord(int length, @Nullable SharedBuffer plaintext, boolean inPlace)
      throws SSLException {
    Scratch scratch = Scratch.ofThread();
    arrived.copyTo(scratch.record, length);
    SSLEngineResult result;
    try {
      result =
          engine.unwrap(
              ByteBuffer.wrap(scratch.record, 0, length), ByteBuffer.wrap(scratch.plaintext));
    } catch (SSLException | RuntimeException e) {
      if (plaintext != null) {
        plaintext.release();
      }
      throw e;
    }
    if (inPlace) {
      arrived
          .replace(result.bytesConsumed(), scratch.plaintext, result.bytesProduced())
          .forEach(link::deliver);
    } else {
      arrived.skip(result.bytesConsumed());
    }
    records++;
    if (plaintext != null) {
      handUp(plaintext, scratch, result.bytesProduced());
    }
    checkEstablished(result);
    if (engine.isInboundDone() && !goodbyeReceived && phase != Phase.FAILED) {
      goodbyeReceived = true;
      link.peerFinished();
    }
    return result.bytesConsumed() > 0;
  }

  private void handUp(SharedBuffer plaintext, Scratch scratch, int bytes) {
    if (bytes == 0) {
      plaintext.release();
      return;
    }
    plaintext.memory().put(0, scratch.plaintext, 0, bytes);
    plaintext.region(0, bytes);
    link.deliver(plaintext);
  }

  /**
   * After TLS 1.2's handshake there is no other but a new one, which costs us more than the peer
   * and gives neither anything. TLS 1.3 has none.
   */
  private boolean isRenegotiation(int type) {
    SecuritySession agreed = session;
    return agreed != null && type == RecordLayout.HANDSHAKE && !agreed.protocol().equals("TLSv1.3");
  }

  private void noRecord() {
    int first = arrived.peek(0);
    if (session == null && first >= 'A' && first <= 'Z') {
      lastWords = LastWords.toPlainHttp();
      fail(TlsFailure.PLAIN_HTTP);
    } else {
      boolean overlong = RecordLayout.isType(first) && arrived.isOverlong();
      if (session == null) {
        lastWords =
            (overlong ? TlsAlert.RECORD_OVERFLOW : TlsAlert.UNEXPECTED_MESSAGE).fatalRecord();
      } else {
        LastWords.provoke(engine, LastWords.noRecord(overlong));
      }
      fail(TlsFailure.NOT_TLS);
    }
  }

  @Override
  public long begunUnit() {
    return arrived.isEmpty() ? -1 : records;
  }

  @Override
  public boolean endOfStream() {
    return goodbyeReceived;
  }

  @Override
  public void truncated() {
    if (session != null) {
      tls.count(TlsCounter.TRUNCATED);
    } else if (heard && phase != Phase.FAILED) {
      tls.count(TlsFailure.HUNG_UP);
    }
  }

  // ── to the socket ─────────────────────────────────────────────────────────────────────────────

  @Override
  public @Nullable SharedBuffer seal(Plaintext plaintext) {
    boolean data = phase == Phase.ESTABLISHED && plaintext.remaining() > 0 && !isFinished();
    if (!data && lastWords == null && !owesRecord()) {
      return null;
    }
    SharedBuffer records = acquireForRecords(data ? plaintext.remaining() : 0);
    if (records == null) {
      return null;
    }
    ByteBuffer out = records.memory();
    try {
      fill(out, data ? plaintext : Plaintext.NONE);
    } catch (SSLException e) {
      phase = Phase.FAILED;
      verdict.count(e);
      sayWhy(out);
    } catch (RuntimeException e) {
      phase = Phase.FAILED;
      logger.error("TLS failed", e);
      tls.count(TlsFailure.INTERNAL);
    }
    if (out.position() == 0) {
      records.release();
      return null;
    }
    records.region(0, out.position());
    return records;
  }

  private @Nullable SharedBuffer acquireForRecords(int plaintextBytes) {
    int wanted = RecordSizes.bufferBytes(plaintextBytes);
    if (plaintextBytes > 0 && !owesRecord()) {
      // Rather a short record than none: what waits to be sent may be what occupies the pool.
      SharedBuffer some = tls.pool().tryAcquire(wanted);
      if (some == null) {
        some = tls.pool().tryAcquire(1);
      }
      if (some == null) {
        some = tls.tryBorrowReserve();
      }
      if (some != null) {
        return some;
      }
    }
    return acquire(wanted);
  }

  /** Adds the alert, if the engine has one. */
  private void sayWhy(ByteBuffer out) {
    try {
      fill(out, Plaintext.NONE);
    } catch (SSLException e) {
      // What went wrong first is counted; the peer will see that the connection ends.
    }
  }

  private boolean owesRecord() {
    return engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
  }

  private void fill(ByteBuffer out, Plaintext plaintext) throws SSLException {
    if (lastWords != null) {
      out.put(lastWords);
      lastWords = null;
      return;
    }
    Scratch scratch = Scratch.ofThread();
    while (true) {
      int room = out.remaining() - RecordLayout.MAXIMUM_OVERHEAD_BYTES;
      int bytes = 0;
      if (owesRecord()) {
        // How long the engine's own record is can be seen only afterwards.
        if (room < RecordLayout.MAXIMUM_PLAINTEXT_BYTES) {
          return;
        }
      } else {
        int most = Math.min(room, RecordLayout.MAXIMUM_PLAINTEXT_BYTES);
        bytes = most > 0 ? plaintext.peek(scratch.plaintext, most) : 0;
        if (bytes == 0) {
          return;
        }
      }
      SSLEngineResult result =
          engine.wrap(
              ByteBuffer.wrap(scratch.plaintext, 0, bytes), ByteBuffer.wrap(scratch.record));
      out.put(scratch.record, 0, result.bytesProduced());
      verdict.sent(scratch.record, result.bytesProduced());
      plaintext.consume(result.bytesConsumed());
      checkEstablished(result);
      if (result.bytesProduced() == 0) {
        return;
      }
    }
  }

  @Override
  public void finish() {
    engine.closeOutbound();
  }

  @Override
  public boolean isFinished() {
    return engine.isOutboundDone();
  }

  @Override
  public boolean isWaiting() {
    return waiting;
  }

  @Override
  public boolean isFailed() {
    return phase == Phase.FAILED;
  }

  @Override
  public @Nullable SharedBuffer acquire(int capacityBytes) {
    SharedBuffer buffer = tls.pool().tryAcquire(capacityBytes);
    if (buffer == null) {
      tls.count(TlsCounter.STARVED);
      // A buffer that came back before this has woken nobody: look once more.
      tls.waiters().add(waiter);
      buffer = tls.pool().tryAcquire(capacityBytes);
      waiting = buffer == null;
    }
    return buffer;
  }

  @Override
  public boolean tryAside(Runnable work) {
    return tls.tryRead(work);
  }

  // ── both ──────────────────────────────────────────────────────────────────────────────────────

  private void checkEstablished(SSLEngineResult result) {
    if (session == null && result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
      session = Sessions.describe(engine);
      if (phase == Phase.HANDSHAKE) {
        phase = Phase.ESTABLISHED;
      }
      tls.count(TlsCounter.HANDSHAKES);
      link.established();
    }
  }

  private void fail(SSLException e) {
    verdict.count(e);
    giveUp();
  }

  private void fail(TlsFailure failure) {
    tls.count(failure);
    logger.debug("TLS connection failed: {}", failure);
    giveUp();
  }

  private void giveUp() {
    phase = Phase.FAILED;
    link.flush();
  }

  @Override
  public void ended() {
    if (phase != Phase.FAILED) {
      phase = Phase.ENDED;
    }
    arrived.clear();
    verdict.over();
  }
}
