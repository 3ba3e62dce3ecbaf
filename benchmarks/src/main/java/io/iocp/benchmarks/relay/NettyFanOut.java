package io.iocp.benchmarks.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends each message to all viewers. Viewers belong to the event loop of their channel; a message
 * costs one task for each loop, and what piled up for a loop meanwhile leaves with one flush.
 */
final class NettyFanOut {

  /** FIN and opcode binary, RFC 6455, section 5.2. */
  private static final int FINAL_BINARY_FRAME = 0x82;

  private static final int MAX_HEADER_BYTES = 10;
  private static final int MAX_7_BIT_LENGTH = 125;
  private static final int MAX_16_BIT_LENGTH = 0xFFFF;
  private static final int LENGTH_IN_16_BITS = 126;
  private static final int LENGTH_IN_64_BITS = 127;

  private final Map<EventExecutor, LoopViewers> viewersByLoop = new HashMap<>();

  NettyFanOut(EventLoopGroup loops) {
    for (EventExecutor loop : loops) {
      viewersByLoop.put(loop, new LoopViewers(loop));
    }
  }

  /** Called on the channel's event loop. */
  void add(Channel viewer) {
    viewersOf(viewer).add(viewer);
  }

  /** Called on the channel's event loop. */
  void remove(Channel viewer) {
    viewersOf(viewer).remove(viewer);
  }

  /** Encodes the message once and hands it to every loop; may be called on any thread. */
  void publish(ByteBuf message) {
    ByteBuf frame = encode(message);
    for (LoopViewers viewers : viewersByLoop.values()) {
      viewers.offer(frame.retain());
    }
    frame.release();
  }

  private LoopViewers viewersOf(Channel viewer) {
    LoopViewers viewers = viewersByLoop.get(viewer.eventLoop());
    if (viewers == null) {
      throw new IllegalStateException("channel of a foreign event loop: " + viewer);
    }
    return viewers;
  }

  private static ByteBuf encode(ByteBuf message) {
    int lengthBytes = message.readableBytes();
    ByteBuf frame = PooledByteBufAllocator.DEFAULT.directBuffer(MAX_HEADER_BYTES + lengthBytes);
    frame.writeByte(FINAL_BINARY_FRAME);
    if (lengthBytes <= MAX_7_BIT_LENGTH) {
      frame.writeByte(lengthBytes);
    } else if (lengthBytes <= MAX_16_BIT_LENGTH) {
      frame.writeByte(LENGTH_IN_16_BITS).writeShort(lengthBytes);
    } else {
      frame.writeByte(LENGTH_IN_64_BITS).writeLong(lengthBytes);
    }
    return frame.writeBytes(message, message.readerIndex(), lengthBytes);
  }

  /** The viewers of one event loop; all but {@link #offer} runs on that loop. */
  private static final class LoopViewers implements Runnable {
    private final EventExecutor loop;

    /**
     * The contexts nearest to the sockets: a write there does not pass the encoders, which have
     * nothing left to do.
     */
    private final Map<Channel, ChannelHandlerContext> viewers = new HashMap<>();

    private final Queue<ByteBuf> offered = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final List<ByteBuf> batch = new ArrayList<>();

    LoopViewers(EventExecutor loop) {
      this.loop = loop;
    }

    void add(Channel viewer) {
      viewers.put(viewer, viewer.pipeline().firstContext());
    }

    void remove(Channel viewer) {
      viewers.remove(viewer);
    }

    void offer(ByteBuf frame) {
      offered.add(frame);
      if (scheduled.compareAndSet(false, true)) {
        loop.execute(this);
      }
    }

    @Override
    public void run() {
      scheduled.set(false);
      for (ByteBuf frame = offered.poll(); frame != null; frame = offered.poll()) {
        batch.add(frame);
      }
      for (ChannelHandlerContext viewer : viewers.values()) {
        send(viewer);
      }
      for (ByteBuf frame : batch) {
        frame.release();
      }
      batch.clear();
    }

    // A failed write on a void promise closes the viewer through its exceptionCaught.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void send(ChannelHandlerContext viewer) {
      for (ByteBuf frame : batch) {
        if (viewer.channel().isWritable()) {
          viewer.write(frame.retainedDuplicate(), viewer.voidPromise());
        }
      }
      viewer.flush();
    }
  }
}
