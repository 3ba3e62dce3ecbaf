package io.iocp.completion.windows.notify;

import io.iocp.completion.Packet;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.windows.winsock.IoCompletionPort;
import io.iocp.completion.windows.winsock.SocketNotificationFunction;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Notifications by {@code ProcessSocketNotifications}. Their entries come out of the same port as
 * all others; their completion key tells them apart, and whose they are. A key is never used twice,
 * so an entry that a worker still holds cannot be taken for another socket's.
 *
 * <p>Source: Microsoft, "Winsock socket state notifications".
 */
public final class SocketNotifications implements ReadNotifications, Registry {

  private final SocketNotificationFunction function;
  private final long completionPort;
  private final Supplier<RegistrationBatch> currentBatch;
  private final boolean oneWorker;
  private final AtomicLong lastKey = new AtomicLong(IoCompletionPort.LAST_OWN_KEY);
  private final Map<Long, Registration> registrations = new ConcurrentHashMap<>();

  /**
   * @param currentBatch of the calling worker
   * @param oneWorker whether nobody but one worker dequeues from the port
   */
  public SocketNotifications(
      SocketNotificationFunction function,
      long completionPort,
      Supplier<RegistrationBatch> currentBatch,
      boolean oneWorker) {
    this.function = function;
    this.completionPort = completionPort;
    this.currentBatch = currentBatch;
    this.oneWorker = oneWorker;
  }

  @Override
  public ReadNotification open(
      long socket, SocketContext context, ReadNotification.Listener listener) {
    return open(socket, context::post, listener);
  }

  /**
   * One-shot where several workers dequeue, lest they all be told of the same thing; where there is
   * one, it stays.
   *
   * @param context puts a packet into the socket's context
   */
  ReadNotification open(long socket, Consumer<Packet> context, ReadNotification.Listener listener) {
    long key = lastKey.incrementAndGet();
    return oneWorker
        ? new LevelRegistration(this, socket, key, context, listener)
        : new SocketRegistration(this, socket, key, context, listener);
  }

  @Override
  public ReadNotification openForDatagrams(
      long socket, SocketContext context, ReadNotification.Listener listener)
      throws NativeCallException {
    return openForDatagrams(socket, context::post, listener);
  }

  /**
   * @param context puts a packet into the socket's context
   */
  EdgeRegistration openForDatagrams(
      long socket, Consumer<Packet> context, ReadNotification.Listener listener)
      throws NativeCallException {
    EdgeRegistration registration =
        new EdgeRegistration(this, socket, lastKey.incrementAndGet(), context, listener);
    registration.register(newBatch());
    return registration;
  }

  /** For one worker. */
  public RegistrationBatch newBatch() {
    return new RegistrationBatch(function, completionPort);
  }

  @Override
  public RegistrationBatch batch() {
    return currentBatch.get();
  }

  @Override
  public void remember(Registration registration) {
    registrations.put(registration.key(), registration);
  }

  @Override
  public void forget(Registration registration) {
    registrations.remove(registration.key());
  }

  /**
   * An entry with a key that is not the port's own was dequeued.
   *
   * @param events what the entry has where others have the bytes transferred
   * @return whether the key was ever a socket's
   */
  public boolean dequeued(long key, int events) {
    Registration registration = registrations.get(key);
    if (registration != null) {
      registration.dequeued(events);
      return true;
    }
    // Of one that is gone: another worker was faster with the REMOVE event that came after this.
    return key <= lastKey.get();
  }

  @Override
  public void close() {
    registrations.clear();
  }
}
