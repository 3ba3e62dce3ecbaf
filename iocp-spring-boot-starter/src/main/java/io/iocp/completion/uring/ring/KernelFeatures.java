package io.iocp.completion.uring.ring;

import io.iocp.completion.Availability;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.jna.NativeMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Finds out, step by step, whether this engine can run here, and says what is missing if not. */
public final class KernelFeatures {

  private static final Path DISABLED_SETTING = Path.of("/proc/sys/kernel/io_uring_disabled");
  private static final int PROBED_OPERATIONS = 64;
  private static final int PROBE_RING_ENTRIES = 8;

  private static final int REQUIRED_FEATURES =
      ParamsLayout.FEATURE_SINGLE_MMAP
          | ParamsLayout.FEATURE_NODROP
          | ParamsLayout.FEATURE_FAST_POLL
          | ParamsLayout.FEATURE_EXT_ARG;

  private static final Map<Integer, String> REQUIRED_OPERATIONS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(SqeLayout.OP_NOP, "NOP"),
              Map.entry(SqeLayout.OP_POLL_ADD, "POLL_ADD"),
              Map.entry(SqeLayout.OP_SENDMSG, "SENDMSG"),
              Map.entry(SqeLayout.OP_RECVMSG, "RECVMSG"),
              Map.entry(SqeLayout.OP_ACCEPT, "ACCEPT"),
              Map.entry(SqeLayout.OP_ASYNC_CANCEL, "ASYNC_CANCEL"),
              Map.entry(SqeLayout.OP_CONNECT, "CONNECT"),
              Map.entry(SqeLayout.OP_CLOSE, "CLOSE"),
              Map.entry(SqeLayout.OP_READ, "READ"),
              Map.entry(SqeLayout.OP_SEND, "SEND"),
              Map.entry(SqeLayout.OP_RECV, "RECV")));

  private KernelFeatures() {}

  /** Never throws. */
  public static Availability probe() {
    String os = System.getProperty("os.name", "");
    if (!os.equals("Linux")) {
      return Availability.no("io_uring requires Linux, but this is " + os);
    }
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    if (!arch.equals("amd64") && !arch.equals("aarch64")) {
      return Availability.no("io_uring is supported on amd64 and aarch64, but this is " + arch);
    }
    try {
      if (!NativeMemory.has64BitAddresses()) {
        return Availability.no("io_uring requires a 64-bit JVM");
      }
      return probeKernel();
    } catch (LinkageError e) {
      // UnsatisfiedLinkError for a library that cannot be unpacked or loaded, NoClassDefFoundError
      // when something else met that before.
      return Availability.no("JNA cannot load its native library or the C library: " + e);
    }
  }

  private static Availability probeKernel() {
    Ring ring;
    try {
      ring = Ring.open(PROBE_RING_ENTRIES, PROBE_RING_ENTRIES * 2);
    } catch (NativeCallException e) {
      return Availability.no(explain(e, disabledSetting()));
    }
    try (ring) {
      int missing = REQUIRED_FEATURES & ~ring.features();
      if (missing != 0) {
        return Availability.no(
            "the kernel's io_uring lacks features 0x" + Integer.toHexString(missing));
      }
      String operations = missingOperations(ring);
      if (!operations.isEmpty()) {
        return Availability.no("the kernel's io_uring lacks operations" + operations);
      }
      return probeBufferRing(ring);
    } catch (NativeCallException e) {
      return Availability.no(e.getMessage());
    }
  }

  private static String missingOperations(Ring ring) throws NativeCallException {
    NativeMemory probe =
        NativeMemory.allocate(ProbeLayout.OPS_OFFSET + PROBED_OPERATIONS * ProbeLayout.OP_SIZE);
    ring.probe(probe, PROBED_OPERATIONS);
    StringBuilder missing = new StringBuilder();
    REQUIRED_OPERATIONS.forEach(
        (operation, name) -> {
          int entry = ProbeLayout.OPS_OFFSET + operation * ProbeLayout.OP_SIZE;
          short flags = probe.bytes().getShort(entry + ProbeLayout.OP_FLAGS_OFFSET);
          if ((flags & ProbeLayout.OP_SUPPORTED) == 0) {
            missing.append(' ').append(name);
          }
        });
    return missing.toString();
  }

  private static Availability probeBufferRing(Ring ring) throws NativeCallException {
    try (Mapping buffers = Mapping.anonymous(PROBE_RING_ENTRIES * BufferRingLayout.ENTRY_SIZE)) {
      ring.registerBufferRing(buffers.address(), PROBE_RING_ENTRIES);
      return roundTrip(ring);
    }
  }

  private static Availability roundTrip(Ring ring) throws NativeCallException {
    long userData = UserData.of(Request.SEND, 1, 2);
    ring.enable();
    ring.submissions().nop(userData);
    int errno = ring.submitAndPoll();
    if (errno != 0) {
      throw LinuxErrors.failure("io_uring_enter", errno);
    }
    CompletionQueue completions = ring.completions();
    if (completions.available() != 1) {
      return Availability.no("a NOP did not complete");
    }
    completions.take();
    if (completions.userData() != userData || completions.result() != 0) {
      return Availability.no(
          "a NOP completed with an unexpected result: result=" + completions.result());
    }
    return Availability.yes(
        "io_uring of Linux "
            + System.getProperty("os.version", "")
            + (ring.isDeferred() ? ", deferred task work" : ", cooperative task work"));
  }

  /**
   * Why a ring could not be opened.
   *
   * @param disabled content of {@code kernel.io_uring_disabled}, empty when there is none
   */
  static String explain(NativeCallException failure, String disabled) {
    String call = failure.getMessage();
    return switch (failure.code()) {
      case LinuxErrors.ENOSYS ->
          call + ": the kernel has no io_uring, or a seccomp profile hides it";
      case LinuxErrors.EPERM ->
          disabled.equals("1") || disabled.equals("2")
              ? call + ": it is disabled by kernel.io_uring_disabled=" + disabled
              : call + ": it is denied by a seccomp profile (the default in containers) or an LSM";
      case LinuxErrors.EINVAL ->
          call
              + ": the kernel is older than 6.0, which added multishot receive and "
              + "IORING_SETUP_SINGLE_ISSUER: this is "
              + System.getProperty("os.version", "");
      case LinuxErrors.ENOMEM ->
          call
              + ": locked memory (RLIMIT_MEMLOCK, ulimit -l) or the memory of the cgroup is "
              + "exhausted";
      case LinuxErrors.EMFILE, LinuxErrors.ENFILE -> call + ": out of file descriptors (ulimit -n)";
      default -> call;
    };
  }

  private static String disabledSetting() {
    try {
      return Files.readString(DISABLED_SETTING, StandardCharsets.US_ASCII).trim();
    } catch (IOException e) {
      // Linux before 6.6 does not have the setting.
      return "";
    }
  }
}
