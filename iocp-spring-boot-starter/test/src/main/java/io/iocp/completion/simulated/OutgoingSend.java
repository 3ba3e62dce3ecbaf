package io.iocp.completion.simulated;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Operation;
import io.iocp.completion.SendOperation;
import java.nio.ByteBuffer;

/** A gather send. Its buffers are read when the wire takes them, not when it is submitted. */
final class OutgoingSend extends Outgoing {

  private final SendOperation operation;
  private final boolean whole;
  private final int count;
  private int index;
  private int offset;
  private long remaining;

  OutgoingSend(SendOperation operation, boolean whole) {
    this.operation = operation;
    this.whole = whole;
    this.count = operation.count();
    this.offset = operation.firstBufferOffset();
    this.remaining = -offset;
    for (int i = 0; i < count; i++) {
      remaining += operation.buffer(i).length();
    }
    if (count < 1 || count > SendOperation.MAXIMUM_BUFFERS || remaining < 0) {
      throw new IllegalStateException("a send of " + count + " buffers, " + remaining + " bytes");
    }
  }

  @Override
  Operation operation() {
    return operation;
  }

  @Override
  int write(SimulatedSocket socket, int most) {
    int total = 0;
    while (total < most && index < count) {
      SharedBuffer buffer = operation.buffer(index);
      if (buffer.references() <= 0) {
        throw new IllegalStateException("a buffer was given back while the kernel reads it");
      }
      ByteBuffer view = buffer.view();
      view.position(view.position() + offset);
      int asked = Math.min(view.remaining(), most - total);
      int taken = asked == 0 ? 0 : socket.write(view, asked);
      if (taken < 0) {
        return total > 0 ? total : taken;
      }
      total += taken;
      offset += taken;
      remaining -= taken;
      if (offset == buffer.length()) {
        index++;
        offset = 0;
      } else if (taken < asked || total == most) {
        break;
      }
    }
    return total;
  }

  @Override
  long remaining() {
    return remaining;
  }

  @Override
  boolean isWhole() {
    return whole;
  }
}
