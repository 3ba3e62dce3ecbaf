package io.iocp.streaming.load;

import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A viewer that compares every byte it gets with what was published: greeting, init segment, then
 * whole chunks in order; it starts with a keyframe and goes on with one after every gap, which may
 * be that of the group it was in.
 *
 * <p>Works on its loop's thread; what it says may be asked by any.
 */
final class Viewer extends ClientConnection {

  private static final int NOTHING = -1;

  private final SyntheticStream stream;
  private final Publisher publisher;
  private final Delays[] delays;

  private final byte[] head = new byte[SyntheticStream.NUMBERED_BYTES];
  private boolean initialised;
  private byte[] expected = {};
  private int messageBytes;
  private int number = NOTHING;

  private volatile int lastNumber = NOTHING;
  private volatile int firstNumber = NOTHING;
  private final AtomicInteger gaps = new AtomicInteger();
  private volatile boolean ended;
  private volatile @Nullable String failure;
  private volatile @Nullable WsClose closeStatus;

  /**
   * @param delays where to note the delay of a chunk, by the publisher's phase
   */
  Viewer(
      String path,
      int receiveBufferBytes,
      SyntheticStream stream,
      Publisher publisher,
      Delays[] delays) {
    super(path, receiveBufferBytes);
    this.stream = stream;
    this.publisher = publisher;
    this.delays = delays;
  }

  /** Number of the first chunk it got, or −1. */
  int firstNumber() {
    return firstNumber;
  }

  /** Number of the last chunk it got whole, or −1. */
  int lastNumber() {
    return lastNumber;
  }

  /** Times it missed chunks, or began a group again. */
  int gaps() {
    return gaps.get();
  }

  boolean hasEnded() {
    return ended;
  }

  /** What was wrong, or null. */
  @Nullable String failure() {
    return failure;
  }

  @Nullable WsClose closeStatus() {
    return closeStatus;
  }

  @Override
  public void data(MessageType type, ByteBuffer piece, boolean first, boolean last) {
    if (failure != null) {
      return;
    }
    if (type == MessageType.TEXT) {
      greeting(piece, first && last);
      return;
    }
    if (first) {
      begin();
    }
    if (initialised && number == NOTHING) {
      readNumber(piece);
    }
    compare(piece);
    if (last) {
      finish();
    }
  }

  private void greeting(ByteBuffer piece, boolean whole) {
    String json = StandardCharsets.UTF_8.decode(piece).toString();
    boolean known = json.contains("\"type\":\"stream\"") || json.contains("\"type\":\"live\"");
    if (whole && !known) {
      fail("unexpected text: " + json);
    }
  }

  private void begin() {
    messageBytes = 0;
    number = NOTHING;
    expected = stream.init();
  }

  /** Collects the chunk's head until it says its number. */
  private void readNumber(ByteBuffer piece) {
    int count = Math.min(head.length - messageBytes, piece.remaining());
    piece.get(head, messageBytes, count);
    messageBytes += count;
    if (messageBytes < head.length) {
      return;
    }
    number = SyntheticStream.numberOf(head);
    if (number < 0 || number > publisher.lastNumber()) {
      fail("a chunk that was never published: " + number);
      return;
    }
    checkOrder();
    expected = stream.chunk(number);
    if (ByteBuffer.wrap(head).mismatch(ByteBuffer.wrap(expected, 0, head.length)) >= 0) {
      fail("wrong head of chunk " + number);
    }
  }

  private void checkOrder() {
    if (lastNumber == NOTHING) {
      firstNumber = number;
    } else if (number <= lastNumber && number != stream.keyframeOf(lastNumber)) {
      fail("chunk " + number + " after " + lastNumber);
    } else if (number != lastNumber + 1) {
      gaps.incrementAndGet();
    } else {
      return;
    }
    if (!stream.isKeyframe(number)) {
      fail("chunk " + number + " after " + lastNumber + " is no keyframe");
    }
  }

  private void compare(ByteBuffer piece) {
    int count = piece.remaining();
    if (failure != null || count == 0) {
      return;
    }
    if (messageBytes + count > expected.length
        || piece.mismatch(ByteBuffer.wrap(expected, messageBytes, count)) >= 0) {
      fail("wrong bytes behind byte " + messageBytes + " of chunk " + number);
    }
    messageBytes += count;
  }

  private void finish() {
    if (messageBytes != expected.length) {
      fail("chunk " + number + " has " + messageBytes + " bytes, not " + expected.length);
    } else if (initialised) {
      lastNumber = number;
      delays[publisher.phase()].add(publisher.nanosSincePublished(number));
    }
    initialised = true;
  }

  @Override
  public void close(WsClose status) {
    closeStatus = status;
    end(null);
  }

  @Override
  void ended(@Nullable String why) {
    if (why != null || closeStatus == null) {
      fail("ended without a close frame: " + why);
    }
    ended = true;
  }

  private void fail(String what) {
    if (failure == null) {
      failure = what;
    }
  }
}
