package io.iocp.streaming.playback;

import io.iocp.session.Session;
import io.iocp.session.WorkerTask;
import io.iocp.streaming.relay.ViewerSession;
import java.net.InetSocketAddress;

/** What is the same of all viewers' sessions, whatever they speak. */
abstract class SessionViewer implements ViewerSession {

  private final Session session;

  SessionViewer(Session session) {
    this.session = session;
  }

  @Override
  public final long id() {
    return session.id();
  }

  @Override
  public final InetSocketAddress remoteAddress() {
    return session.remoteAddress();
  }

  @Override
  public final int worker() {
    return session.worker();
  }

  @Override
  public final WorkerTask workerTask(Runnable work) {
    return session.workerTask(work);
  }

  @Override
  public final void sendQueueBound(long bytes) {
    session.sendQueueBound(bytes);
  }

  @Override
  public final long queuedBytes() {
    return session.queuedBytes();
  }

  @Override
  public final long sentBytes() {
    return session.sentBytes();
  }

  @Override
  public final boolean limitUnsent(int bytes) {
    return session.limitUnsent(bytes);
  }

  @Override
  public final int unsentBytes() {
    return session.unsentBytes();
  }
}
