package io.iocp.completion.uring.ring;

import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.jna.NativeMemory;
import java.lang.ref.Reference;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One io_uring: its descriptor, its mapped memory, its two queues. Made disabled by any thread; the
 * thread that enables it is its only submitter from then on.
 */
public final class Ring implements AutoCloseable {

  /** {@code <linux/io_uring.h>}. */
  private static final long OFFSET_RINGS = 0;

  private static final long OFFSET_ENTRIES = 0x1000_0000;
  private static final int ENTER_GETEVENTS = 1;
  private static final int ENTER_EXT_ARG = 1 << 3;
  private static final int REGISTER_PROBE = 8;
  private static final int REGISTER_ENABLE_RINGS = 12;
  private static final int REGISTER_PBUF_RING = 22;

  private static final int FLAGS =
      ParamsLayout.SETUP_CQSIZE
          | ParamsLayout.SETUP_CLAMP
          | ParamsLayout.SETUP_R_DISABLED
          | ParamsLayout.SETUP_SUBMIT_ALL
          | ParamsLayout.SETUP_SINGLE_ISSUER;

  private final int fd;
  private final boolean deferred;
  private final int features;
  private final Mapping rings;
  private final Mapping entries;
  private final SubmissionQueue submissions;
  private final CompletionQueue completions;
  private final NativeMemory waitArgument = NativeMemory.allocate(WaitArgumentLayout.SIZE);

  private Ring(int fd, boolean deferred, NativeMemory parameters) throws NativeCallException {
    var bytes = parameters.bytes();
    int sqEntries = bytes.getInt(ParamsLayout.SQ_ENTRIES_OFFSET);
    int cqEntries = bytes.getInt(ParamsLayout.CQ_ENTRIES_OFFSET);
    int sqBytes = bytes.getInt(ParamsLayout.SQ_ARRAY_OFFSET) + sqEntries * Integer.BYTES;
    int cqBytes = bytes.getInt(ParamsLayout.CQ_CQES_OFFSET) + cqEntries * CqeLayout.SIZE;
    this.fd = fd;
    this.deferred = deferred;
    this.features = bytes.getInt(ParamsLayout.FEATURES_OFFSET);
    // One mapping holds both rings (IORING_FEAT_SINGLE_MMAP, Linux 5.4).
    this.rings = Mapping.ofFile(fd, OFFSET_RINGS, Math.max(sqBytes, cqBytes));
    try {
      this.entries = Mapping.ofFile(fd, OFFSET_ENTRIES, sqEntries * SqeLayout.SIZE);
    } catch (NativeCallException e) {
      rings.close();
      throw e;
    }
    this.submissions = new SubmissionQueue(rings.memory(), entries.memory(), bytes);
    this.completions = new CompletionQueue(rings.memory(), bytes);
    waitArgument
        .bytes()
        .putLong(
            WaitArgumentLayout.TS_OFFSET,
            waitArgument.address() + WaitArgumentLayout.TIMESPEC_OFFSET);
  }

  /**
   * Opens a ring, disabled. Both sizes are powers of two; the kernel may make them smaller.
   *
   * @throws NativeCallException {@code EINVAL} when the kernel is older than 6.0
   */
  public static Ring open(int sqEntries, int cqEntries) throws NativeCallException {
    NativeMemory parameters = NativeMemory.allocate(ParamsLayout.SIZE);
    // Linux 6.1: completion work waits until this thread asks for completions. Before, it at least
    // need not interrupt the thread.
    boolean deferred = true;
    int fd = setUp(sqEntries, cqEntries, FLAGS | ParamsLayout.SETUP_DEFER_TASKRUN, parameters);
    if (fd < 0 && LibcCalls.errno() == LinuxErrors.EINVAL) {
      deferred = false;
      fd = setUp(sqEntries, cqEntries, FLAGS | ParamsLayout.SETUP_COOP_TASKRUN, parameters);
    }
    if (fd < 0) {
      throw LinuxErrors.lastError("io_uring_setup");
    }
    try {
      return new Ring(fd, deferred, parameters);
    } catch (NativeCallException e) {
      LibcCalls.close(fd);
      throw e;
    }
  }

  private static int setUp(int sqEntries, int cqEntries, int flags, NativeMemory parameters) {
    for (int i = 0; i < ParamsLayout.SIZE; i += Long.BYTES) {
      parameters.bytes().putLong(i, 0);
    }
    parameters
        .bytes()
        .putInt(ParamsLayout.CQ_ENTRIES_OFFSET, cqEntries)
        .putInt(ParamsLayout.FLAGS_OFFSET, flags);
    return (int) LibcCalls.syscall(LibcCalls.IO_URING_SETUP, sqEntries, parameters.address());
  }

  /** Makes the calling thread the submitter. */
  public void enable() throws NativeCallException {
    register("IORING_REGISTER_ENABLE_RINGS", REGISTER_ENABLE_RINGS, null, 0);
  }

  /** Registers a ring of provided buffers as group 0. */
  public void registerBufferRing(long address, int entryCount) throws NativeCallException {
    NativeMemory registration = NativeMemory.allocate(BufferRingRegistrationLayout.SIZE);
    registration
        .bytes()
        .putLong(BufferRingRegistrationLayout.RING_ADDR_OFFSET, address)
        .putInt(BufferRingRegistrationLayout.RING_ENTRIES_OFFSET, entryCount);
    register("IORING_REGISTER_PBUF_RING", REGISTER_PBUF_RING, registration, 1);
  }

  /** Asks which operations 0 … {@code count − 1} the kernel knows. */
  void probe(NativeMemory probe, int count) throws NativeCallException {
    register("IORING_REGISTER_PROBE", REGISTER_PROBE, probe, count);
  }

  private void register(String name, int opcode, @Nullable NativeMemory argument, int count)
      throws NativeCallException {
    long address = argument == null ? 0 : argument.address();
    try {
      if (LibcCalls.syscall(LibcCalls.IO_URING_REGISTER, fd, opcode, address, count) < 0) {
        throw LinuxErrors.lastError("io_uring_register(" + name + ")");
      }
    } finally {
      Reference.reachabilityFence(argument);
    }
  }

  public SubmissionQueue submissions() {
    return submissions;
  }

  public CompletionQueue completions() {
    return completions;
  }

  /** Whether completion work is deferred to this thread's waits (Linux 6.1). */
  boolean isDeferred() {
    return deferred;
  }

  /** {@code IORING_FEAT_*} of the kernel. */
  int features() {
    return features;
  }

  /**
   * Hands all prepared entries to the kernel, without looking for completions.
   *
   * @return 0, or the errno
   */
  public int submit() {
    return enter(submissions.pending(), 0, 0, 0, 0);
  }

  /**
   * Lets the kernel post what has completed, and takes nothing to it.
   *
   * @return 0, or the errno
   */
  public int poll() {
    return enter(0, 0, ENTER_GETEVENTS, 0, 0);
  }

  /**
   * Hands all prepared entries to the kernel and lets it post what has completed.
   *
   * @return 0, or the errno
   */
  public int submitAndPoll() {
    return enter(submissions.pending(), 0, ENTER_GETEVENTS, 0, 0);
  }

  /**
   * Hands all prepared entries to the kernel and waits until there is a completion.
   *
   * @param timeoutNanos longest wait, more than 0
   * @return 0, or the errno; {@code ETIME} when the time has passed
   */
  public int submitAndWait(long timeoutNanos) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(timeoutNanos);
    waitArgument
        .bytes()
        .putLong(WaitArgumentLayout.TV_SEC_OFFSET, seconds)
        .putLong(
            WaitArgumentLayout.TV_NSEC_OFFSET, timeoutNanos - TimeUnit.SECONDS.toNanos(seconds));
    return enter(
        submissions.pending(),
        1,
        ENTER_GETEVENTS | ENTER_EXT_ARG,
        waitArgument.address(),
        WaitArgumentLayout.ARGUMENT_SIZE);
  }

  private int enter(int submit, int minimumComplete, int flags, long argument, int argumentBytes) {
    long taken =
        LibcCalls.syscall(
            LibcCalls.IO_URING_ENTER, fd, submit, minimumComplete, flags, argument, argumentBytes);
    return taken >= 0 ? 0 : LibcCalls.errno();
  }

  /** Closes the descriptor: the kernel cancels what is in flight, some time later. */
  public void closeDescriptor() {
    LibcCalls.close(fd);
  }

  /** Closes descriptor and memory. Only when nothing is in flight. */
  @Override
  public void close() {
    closeDescriptor();
    entries.close();
    rings.close();
  }
}
