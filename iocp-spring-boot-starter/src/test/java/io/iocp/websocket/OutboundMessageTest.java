package io.iocp.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.FrameReader;
import io.iocp.websocket.protocol.FrameSink;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.ReadOutcome;
import io.iocp.websocket.protocol.Role;
import io.iocp.websocket.protocol.WsClose;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboundMessageTest {

  private static final int LARGEST = 64 << 10;
  private static final int HEAD_ROOM = 10;

  private BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);

  @AfterEach
  void everyBufferIsBack() {
    assertThat(pool.statistics().used()).isZero();
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** What a client reads of these frames: one message, or the test fails. Releases them. */
  private static byte[] read(List<SharedBuffer> frames, MessageType expected) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    List<Boolean> ends = new ArrayList<>();
    FrameSink sink =
        new FrameSink() {
          @Override
          public void data(MessageType type, ByteBuffer piece, boolean first, boolean last) {
            assertThat(type).isEqualTo(expected);
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            message.writeBytes(bytes);
            ends.add(last);
          }

          @Override
          public void ping(ByteBuffer payload) {
            throw new AssertionError("ping");
          }

          @Override
          public void pong(ByteBuffer payload) {
            throw new AssertionError("pong");
          }

          @Override
          public void close(WsClose status) {
            throw new AssertionError("close");
          }
        };
    FrameReader reader =
        new FrameReader(Role.CLIENT, new FrameLimits(Long.MAX_VALUE, Long.MAX_VALUE), sink);
    for (SharedBuffer frame : frames) {
      assertThat(reader.read(frame.view())).isEqualTo(ReadOutcome.NEEDS_INPUT);
      frame.release();
    }
    assertThat(ends).endsWith(true);
    assertThat(ends.subList(0, ends.size() - 1)).doesNotContain(true);
    return message.toByteArray();
  }

  @Test
  void aShortMessageIsOneFrameInTheSmallestSlot() {
    List<SharedBuffer> frames =
        OutboundMessage.of(pool, MessageType.TEXT, ByteBuffer.wrap("hello".getBytes(UTF_8)));
    assertThat(frames).hasSize(1);
    assertThat(frames.get(0).capacity()).isEqualTo(4096);
    assertThat(frames.get(0).length()).isEqualTo(2 + 5);
    assertThat(read(frames, MessageType.TEXT)).asString().isEqualTo("hello");
  }

  @Test
  void anEmptyMessageIsOneEmptyFrame() {
    List<SharedBuffer> frames =
        OutboundMessage.of(pool, MessageType.BINARY, ByteBuffer.allocate(0));
    assertThat(frames).hasSize(1);
    assertThat(frames.get(0).length()).isEqualTo(2);
    assertThat(read(frames, MessageType.BINARY)).isEmpty();
  }

  @Test
  void aLargeMessageBecomesFragments() {
    byte[] payload = random(3 * LARGEST);
    List<SharedBuffer> frames =
        OutboundMessage.of(pool, MessageType.BINARY, ByteBuffer.wrap(payload));
    assertThat(frames).hasSize(4);
    assertThat(frames.get(0).view().get()).as("binary, not final").isEqualTo((byte) 0x02);
    assertThat(frames.get(1).view().get() & 0x8F).isZero();
    assertThat(read(frames, MessageType.BINARY)).isEqualTo(payload);
  }

  @Test
  void everySizeAroundTheSlotsIsWhole() {
    for (int slots = 1; slots <= 2; slots++) {
      for (int slot : List.of(4 << 10, 8 << 10, 16 << 10, 32 << 10, LARGEST)) {
        for (int delta = -HEAD_ROOM - 2; delta <= 2; delta++) {
          byte[] payload = random(slots * slot + delta);
          assertThat(
                  read(
                      OutboundMessage.of(pool, MessageType.BINARY, ByteBuffer.wrap(payload)),
                      MessageType.BINARY))
              .isEqualTo(payload);
        }
      }
    }
  }

  @Test
  void aMessageThatExactlyFillsItsSlotHasNoEmptyFragment() {
    byte[] payload = random(LARGEST - HEAD_ROOM);
    List<SharedBuffer> frames =
        OutboundMessage.of(pool, MessageType.BINARY, ByteBuffer.wrap(payload));
    assertThat(frames).hasSize(1);
    assertThat(read(frames, MessageType.BINARY)).isEqualTo(payload);
  }

  @Test
  void aMessageThatGrowsMovesIntoLargerSlotsThenIntoFragments() {
    OutboundMessage message = new OutboundMessage(pool, MessageType.BINARY);
    byte[] payload = random(150_000);
    for (int from = 0; from < payload.length; from += 1500) {
      ByteBuffer piece = ByteBuffer.wrap(payload, from, 1500);
      assertThat(message.append(piece)).isTrue();
      assertThat(piece.hasRemaining()).isFalse();
      assertThat(pool.statistics().used())
          .as("one slot until the largest is full")
          .isEqualTo((from + 1500 - 1) / (LARGEST - HEAD_ROOM) + 1);
    }
    assertThat(message.payloadBytes()).isEqualTo(payload.length);
    List<SharedBuffer> frames = message.finish();
    assertThat(frames).hasSize(3);
    assertThat(read(frames, MessageType.BINARY)).isEqualTo(payload);
  }

  @Test
  void withAnEmptyPoolNothingIsSentAndNothingIsKept() {
    pool =
        new BufferPool(
            new BufferPoolOptions(256 << 10, 64 << 10, List.of(4 << 10, LARGEST)),
            AddressResolver.NONE);
    OutboundMessage message = new OutboundMessage(pool, MessageType.BINARY);
    assertThat(message.append(ByteBuffer.allocate(LARGEST))).isTrue();
    assertThat(message.append(ByteBuffer.allocate(1 << 20))).isFalse();
    message.discard();
    assertThat(pool.statistics().used()).isZero();
    assertThat(OutboundMessage.of(pool, MessageType.BINARY, ByteBuffer.wrap(new byte[1 << 20])))
        .isEmpty();
    assertThat(pool.statistics().used()).isZero();

    List<SharedBuffer> all = new ArrayList<>();
    for (SharedBuffer taken = pool.tryAcquire(1); taken != null; taken = pool.tryAcquire(1)) {
      all.add(taken);
    }
    assertThat(OutboundMessage.of(pool, MessageType.TEXT, ByteBuffer.allocate(0))).isEmpty();
    all.forEach(SharedBuffer::release);
  }

  @Test
  void thePayloadIsWhatTheFramesCarryWithoutACopy() {
    for (int length : new int[] {0, 1, 125, 126, LARGEST - HEAD_ROOM, 3 * LARGEST}) {
      byte[] bytes = random(length);
      List<SharedBuffer> frames =
          OutboundMessage.of(pool, MessageType.BINARY, ByteBuffer.wrap(bytes));
      List<SharedBuffer> payload = OutboundMessage.payload(frames);
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      for (SharedBuffer part : payload) {
        assertThat(part.length()).isPositive();
        byte[] copy = new byte[part.length()];
        part.view().get(copy);
        read.writeBytes(copy);
      }
      assertThat(read.toByteArray()).isEqualTo(bytes);
      payload.forEach(SharedBuffer::release);
      assertThat(frames).allMatch(frame -> frame.references() == 1);
      frames.forEach(SharedBuffer::release);
    }
  }
}
