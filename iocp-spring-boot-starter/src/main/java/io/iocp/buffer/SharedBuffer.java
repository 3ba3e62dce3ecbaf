package io.iocp.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A reference-counted slot of native memory. What a receive hands up is one, and what sends take is
 * a list of them; a frame that goes to a thousand viewers is one slot with a thousand references.
 *
 * <pre>
 *   0            start                     end          capacity
 *   ├─ head room ──┼──── readable region ────┼── free ─────┤
 * </pre>
 *
 * <p>While it has one reference its holder may write to {@link #memory()} and {@linkplain
 * #region(int, int) set the region}. Once it is shared its bytes and its region stay as they are:
 * other threads, and the kernel, read them. Head room lets a frame header be put in front of a
 * payload that is already in place.
 *
 * <p>Retaining and releasing are safe on any thread. After the last release the slot belongs to
 * somebody else: touching it is a bug that reads another connection's bytes.
 */
public final class SharedBuffer {

  private static final VarHandle REFERENCES;

  static {
    try {
      REFERENCES =
          MethodHandles.lookup().findVarHandle(SharedBuffer.class, "references", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final SizeClass owner;
  // Whose memory it is, if it is a part of another.
  private final @Nullable SharedBuffer whole;
  private final Slab slab;
  private final ByteBuffer memory;
  private final long address;

  @SuppressWarnings("unused") // through REFERENCES
  private volatile int references;

  private int start;
  private int end;

  SharedBuffer(SizeClass owner, Slab slab, ByteBuffer memory, long address) {
    this(owner, slab, memory, address, null);
  }

  private SharedBuffer(
      SizeClass owner, Slab slab, ByteBuffer memory, long address, @Nullable SharedBuffer whole) {
    this.owner = owner;
    this.slab = slab;
    this.memory = memory;
    this.address = address;
    this.whole = whole;
  }

  Slab slab() {
    return slab;
  }

  void acquired() {
    memory.clear().order(ByteOrder.BIG_ENDIAN);
    start = 0;
    end = 0;
    REFERENCES.setRelease(this, 1);
  }

  /** Size of the slot in bytes. */
  public int capacity() {
    return memory.capacity();
  }

  /**
   * The whole slot, big-endian. One object for all holders: only a sole holder may use its position
   * and limit; with several holders use {@link #view()} or absolute reads.
   */
  public ByteBuffer memory() {
    return memory;
  }

  /** Address of the slot's first byte, or 0 where the engine needs none. */
  public long address() {
    return address;
  }

  /** Says which bytes are to be read: {@code 0 ≤ start ≤ end ≤ capacity}. Sole holder only. */
  public void region(int start, int end) {
    if (start < 0 || start > end || end > capacity()) {
      throw new IllegalArgumentException(
          "region must lie in the slot: start="
              + start
              + ", end="
              + end
              + ", capacity="
              + capacity());
    }
    this.start = start;
    this.end = end;
  }

  /** First readable byte, counted from the slot's begin. */
  public int start() {
    return start;
  }

  /** Readable bytes. */
  public int length() {
    return end - start;
  }

  /** A view of the readable region with a position of its own. */
  public ByteBuffer view() {
    return memory.duplicate().limit(end).position(start);
  }

  /**
   * The same bytes without the first ones, as a buffer of its own that keeps this one. The caller
   * must hold a reference, and gets the only one of the part.
   *
   * @param bytes how many to leave out: 0 … length
   */
  public SharedBuffer after(int bytes) {
    SharedBuffer part =
        new SharedBuffer(owner, slab, memory.duplicate().clear(), address, retain());
    part.acquired();
    part.region(start + bytes, end);
    return part;
  }

  /** One more reference; returns this. The caller must hold one already. */
  public SharedBuffer retain() {
    retain(1);
    return this;
  }

  /** That many more references at once, for a fan-out. The caller must hold one already. */
  public void retain(int count) {
    int before = (int) REFERENCES.getAndAdd(this, count);
    if (before <= 0) {
      throw new IllegalStateException("retained after the last release: references=" + before);
    }
  }

  /** Gives one reference back; with the last one the slot returns to its pool. */
  public void release() {
    int before = (int) REFERENCES.getAndAdd(this, -1);
    if (before == 1) {
      if (whole == null) {
        owner.takeBack(this);
      } else {
        whole.release();
      }
    } else if (before <= 0) {
      throw new IllegalStateException("released more often than retained: references=" + before);
    }
  }

  /** References held at this moment, for tests and diagnostics. */
  public int references() {
    return references;
  }
}
