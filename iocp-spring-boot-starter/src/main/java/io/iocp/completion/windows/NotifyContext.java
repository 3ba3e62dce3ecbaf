package io.iocp.completion.windows;

import io.iocp.completion.Packet;
import io.iocp.completion.windows.notify.PollOperation;
import io.iocp.completion.windows.notify.SocketContext;
import java.nio.ByteBuffer;

/** A mailbox as notifications see it: a context, and requests that complete in it. */
record NotifyContext(PortParts parts, Mailbox mailbox) implements SocketContext {

  @Override
  public boolean post(Packet packet) {
    return mailbox.post(packet);
  }

  @Override
  public PollOperation newPoll(PollOperation.Handler handler) {
    return new Poll(parts, mailbox, handler);
  }

  private static final class Poll extends Request implements PollOperation {

    private final Handler handler;

    Poll(PortParts parts, Mailbox mailbox, Handler handler) {
      super(parts, mailbox);
      this.handler = handler;
    }

    @Override
    protected void completed(int code, int bytes) {
      handler.completed(code);
    }

    @Override
    public ByteBuffer memory() {
      return slot().memory();
    }

    @Override
    public int offset() {
      return slot().extraOffset();
    }

    @Override
    public long address() {
      return slot().extraAddress();
    }

    @Override
    public void close() {
      giveBackSlot();
    }
  }
}
