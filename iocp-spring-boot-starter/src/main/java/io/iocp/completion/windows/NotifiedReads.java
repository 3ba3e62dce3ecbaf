package io.iocp.completion.windows;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Packet;
import io.iocp.completion.jna.LastError;
import io.iocp.completion.windows.notify.ReadNotification;
import io.iocp.completion.windows.notify.ReadNotifications;
import io.iocp.completion.windows.winsock.TransferArguments;
import io.iocp.completion.windows.winsock.WindowsErrors;
import io.iocp.completion.windows.winsock.Winsock2Calls;
import org.jspecify.annotations.Nullable;

/**
 * Reads by notification: it tells that there is something, and only then a buffer is taken and a
 * receive made that does not wait. What is received fills a buffer or ends with it: the channel is
 * armed again only when it has nothing more at once.
 */
final class NotifiedReads extends ChannelReads implements ReadNotification.Listener {

  private final ReadNotification notification;
  private final Packet pump = Packet.of(this::start);
  // The notification came: there is something to receive.
  private boolean readable;

  NotifiedReads(
      WindowsChannel channel, ReadNotifications notifications, byte @Nullable [] firstData) {
    super(channel, firstData);
    this.notification =
        notifications.open(
            channel.socket(), new NotifyContext(channel.parts(), channel.mailbox()), this);
  }

  @Override
  void startFromCall() {
    if (readable) {
      channel().mailbox().post(pump);
    } else {
      start();
    }
  }

  @Override
  void start() {
    if (readable && mayReceive()) {
      SharedBuffer buffer = acquire();
      if (buffer != null) {
        receiveNow(buffer);
      }
    }
    if (mayReceive()) {
      if (readable) {
        channel().mailbox().post(pump); // The others' turn first.
      } else {
        notification.arm();
      }
    }
  }

  /** What there is, into the buffer; a buffer that it fills leaves the channel readable. */
  private void receiveNow(SharedBuffer buffer) {
    PortParts parts = channel().parts();
    int capacity = parts.memory().bufferBytes();
    TransferArguments arguments = parts.mailboxes().arguments();
    arguments.single(buffer.address(), capacity);
    parts.counters().systemCalls.increment();
    int result =
        Winsock2Calls.WSARecv(
            channel().socket(),
            arguments.buffers(),
            1,
            arguments.bytesAddress(),
            arguments.flagsAddress(),
            0,
            0);
    int code = result == 0 ? WindowsErrors.SUCCESS : LastError.code();
    int bytes = code == WindowsErrors.SUCCESS ? arguments.transferred() : 0;
    readable = bytes == capacity;
    if (bytes > 0) {
      deliver(buffer, bytes);
      return;
    }
    buffer.release();
    // The notification may be of something that has been received since.
    if (code != WindowsErrors.WSAEWOULDBLOCK) {
      end(code);
    }
  }

  @Override
  public void notified(int code, int brokenBy) {
    if (brokenBy != 0) {
      channel().brokeBy(brokenBy);
    }
    if (code == WindowsErrors.SUCCESS) {
      readable = true;
      start();
    } else {
      end(code);
    }
    settle();
  }

  @Override
  public void removed() {
    settle();
  }

  @Override
  boolean isPending() {
    return notification.isPending();
  }

  @Override
  void cancelRequests() {
    if (isCalledOff()) {
      notification.remove();
    }
  }

  @Override
  void giveBack() {
    notification.close();
  }
}
