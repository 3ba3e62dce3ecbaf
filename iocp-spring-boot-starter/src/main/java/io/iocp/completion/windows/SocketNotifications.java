package io.iocp.completion.windows;

import com.sun.jna.NativeLibrary;
import io.iocp.completion.Packet;
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
final class SocketNotifications implements ReadNotifications {

  private final SocketNotificationFunction function;
  private final long completionPort;
  private final Supplier<RegistrationBatch> currentBatch;
  private final AtomicLong lastKey = new AtomicLong(IoCompletionPort.LAST_OWN_KEY);
  private final Map<Long, Registration> registrations = new ConcurrentHashMap<>();

  /**
   * @param currentBatch of the calling worker
   */
  SocketNotifications(
      SocketNotificationFunction function,
      long completionPort,
      Supplier<RegistrationBatch> currentBatch) {
    this.function = function;
    this.completionPort = completionPort;
    this.currentBatch = currentBatch;
  }

  /** Whether this Windows has them. */
  static boolean areHere() {
    try {
      NativeLibrary.getInstance("ws2_32").getFunction("ProcessSocketNotifications");
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  @Override
  public SocketRegistration open(long socket, Mailbox mailbox, ReadNotification.Listener listener) {
    return open(socket, mailbox::post, listener);
  }

  /**
   * @param context puts a packet into the socket's context
   */
  SocketRegistration open(
      long socket, Consumer<Packet> context, ReadNotification.Listener listener) {
    return new SocketRegistration(this, socket, lastKey.incrementAndGet(), context, listener);
  }

  @Override
  public EdgeRegistration openForDatagrams(
      long socket, Mailbox mailbox, ReadNotification.Listener listener) throws NativeCallException {
    return openForDatagrams(socket, mailbox::post, listener);
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
  RegistrationBatch newBatch() {
    return new RegistrationBatch(function, completionPort);
  }

  RegistrationBatch batch() {
    return currentBatch.get();
  }

  void remember(Registration registration) {
    registrations.put(registration.key(), registration);
  }

  void forget(Registration registration) {
    registrations.remove(registration.key());
  }

  /**
   * An entry with a key that is not the port's own was dequeued.
   *
   * @param events what the entry has where others have the bytes transferred
   * @return whether the kernel had still something to tell about that key
   */
  boolean dequeued(long key, int events) {
    Registration registration = registrations.get(key);
    if (registration == null) {
      return false;
    }
    registration.dequeued(events);
    return true;
  }

  @Override
  public void close() {
    registrations.clear();
  }
}
