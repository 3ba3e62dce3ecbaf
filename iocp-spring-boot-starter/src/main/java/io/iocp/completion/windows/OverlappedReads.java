package io.iocp.completion.windows;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Packet;
import io.iocp.completion.windows.winsock.TransferArguments;
import io.iocp.completion.windows.winsock.WindowsErrors;
import io.iocp.completion.windows.winsock.Winsock2Calls;
import org.jspecify.annotations.Nullable;

/**
 * Reads by receives that are pending. The first one of an idle channel is for zero bytes: it says
 * that there is something and pins no buffer. With several pending instead, each has a buffer from
 * the start, and a number; any worker may dequeue any of them, and they are handed up in the order
 * of their numbers.
 *
 * <pre>
 *   idle ──▶ zero bytes pending ──▶ readable ──▶ receive into a buffer ──▶ handed up ──▶ idle
 *                                       └─ no buffer: waits for one ┘
 * </pre>
 */
final class OverlappedReads extends ChannelReads {

  // The receives in flight are number `finished` to `started` − 1, each in its place modulo length.
  private final Receiving[] receives;
  private final boolean zeroBytesFirst;
  private long started;
  private long finished;

  // The zero-byte receive is home: there is something to receive.
  private boolean readable;

  // One of several pending receives completed empty. Under Wine they all do when the peer's FIN
  // meets ours, though there is data before it: so the end of the stream is what a receive says
  // that has no other beside it, and the others are called off for that.
  private boolean askingAlone;
  private final Packet cancelOthersAgain = Packet.of(this::cancelOthers);

  OverlappedReads(WindowsChannel channel, byte @Nullable [] firstData) {
    super(channel, firstData);
    int pendingReads = channel.parts().pendingReads();
    this.zeroBytesFirst = pendingReads == 0;
    this.receives = new Receiving[Math.max(1, pendingReads)];
    for (int i = 0; i < receives.length; i++) {
      receives[i] = new Receiving();
    }
  }

  @Override
  void startFromCall() {
    start(); // What is done at once completes through the mailbox.
  }

  @Override
  void start() {
    while (mayReceive() && started - finished < (askingAlone ? 1 : receives.length)) {
      SharedBuffer buffer = null;
      if (!zeroBytesFirst || readable) {
        buffer = acquire();
        if (buffer == null) {
          return;
        }
        readable = false;
      }
      receive(started).start(buffer);
    }
  }

  @Override
  boolean isPending() {
    return started != finished;
  }

  @Override
  void cancelRequests() {
    if (!isCalledOff()) {
      return;
    }
    for (Receiving receive : receives) {
      receive.cancel(channel().socket());
    }
  }

  @Override
  void giveBack() {
    channel().parts().reminders().forget(cancelOthersAgain);
    for (Receiving receive : receives) {
      receive.giveBackSlot();
    }
  }

  private Receiving receive(long number) {
    return receives[(int) (number % receives.length)];
  }

  private final class Receiving extends Request {

    // Null for zero bytes.
    private @Nullable SharedBuffer buffer;
    private boolean alone;
    private boolean home;
    private int code;
    private int bytes;

    Receiving() {
      super(channel().parts(), channel().mailbox());
    }

    void start(@Nullable SharedBuffer into) {
      started++;
      alone = askingAlone || receives.length == 1;
      buffer = into;
      TransferArguments arguments = channel().parts().mailboxes().arguments();
      if (into == null) {
        arguments.single(0, 0);
      } else {
        arguments.single(into.address(), channel().parts().memory().bufferBytes());
      }
      int result =
          Winsock2Calls.WSARecv(
              channel().socket(),
              arguments.buffers(),
              1,
              arguments.bytesAddress(),
              arguments.flagsAddress(),
              begin(),
              0);
      called(result == 0, channel().skips(), arguments.transferred());
    }

    @Override
    protected void completed(int code, int bytes) {
      this.home = true;
      this.code = code;
      this.bytes = bytes;
      handUpThoseInTurn();
    }

    /** In the receive's turn. */
    private void handUp() {
      home = false;
      SharedBuffer into = buffer;
      buffer = null;
      if (into == null) {
        if (code == WindowsErrors.SUCCESS) {
          readable = true;
        } else {
          end(code);
        }
      } else if (code == WindowsErrors.SUCCESS && bytes > 0) {
        deliver(into, bytes);
      } else {
        into.release();
        if (alone || isCalledOff()) {
          // Nothing received where something was asked for, and no error: the peer's FIN.
          end(code);
        } else if (code == WindowsErrors.SUCCESS) {
          askAlone();
        } else if (!askingAlone || WindowsErrors.status(code) != CompletionStatus.ABORTED) {
          end(code);
        }
      }
    }
  }

  private void askAlone() {
    if (!askingAlone) {
      askingAlone = true;
      channel().parts().reminders().add(cancelOthersAgain, channel().mailbox());
      cancelOthers();
    }
  }

  private void cancelOthers() {
    boolean done = true;
    for (Receiving receive : receives) {
      if (receive.inFlight() && !receive.alone) {
        receive.cancel(channel().socket());
        done = false;
      }
    }
    if (done) {
      channel().parts().reminders().forget(cancelOthersAgain);
    }
  }

  private void handUpThoseInTurn() {
    // Later ones may have completed before the earlier ones.
    while (finished < started && receive(finished).home) {
      Receiving next = receive(finished);
      finished++;
      next.handUp();
    }
    start();
    settle();
  }
}
