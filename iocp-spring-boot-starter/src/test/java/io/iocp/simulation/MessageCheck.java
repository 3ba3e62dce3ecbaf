package io.iocp.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** What one end has sent, in order, and how far the other end has got with it. */
final class MessageCheck {

  private final String whose;
  private final Consumer<String> violations;
  private final ArrayDeque<Message> underway = new ArrayDeque<>();
  private int position;
  private boolean broken;

  MessageCheck(String whose, Consumer<String> violations) {
    this.whose = whose;
    this.violations = violations;
  }

  void sent(Message message) {
    underway.add(message);
  }

  void arrived(ByteBuffer piece, boolean last) {
    if (broken) {
      return;
    }
    Message expected = underway.peek();
    int count = piece.remaining();
    if (expected == null) {
      fail("a message arrived that nobody sent");
    } else if (!expected.matches(piece, position)) {
      fail("a message is not the next one, or not as it was sent");
    } else {
      position += count;
      if (last) {
        if (position != expected.length()) {
          fail("a message is short");
        }
        position = 0;
        underway.remove();
      }
    }
  }

  private void fail(String what) {
    broken = true;
    violations.accept("order kept: " + what + ", " + whose);
  }

  /** Whether everything has arrived, or cannot be told any more. */
  boolean isComplete() {
    return underway.isEmpty() || broken;
  }
}
