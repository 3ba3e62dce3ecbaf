package io.iocp.completion.windows;

import io.iocp.buffer.AddressResolver;
import io.iocp.completion.Availability;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortProvider;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.windows.winsock.ExtensionFunctions;
import io.iocp.completion.windows.winsock.IoCompletionPort;
import io.iocp.completion.windows.winsock.SocketNotificationFunction;
import io.iocp.completion.windows.winsock.Sockets;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The engine on Windows I/O completion ports: 64-bit Windows, through JNA. */
public final class WindowsPortProvider implements PortProvider {

  private final Options options;
  // Asked for when a port is opened: elsewhere than on Windows there is nothing to ask.
  private final Supplier<@Nullable SocketNotificationFunction> notifications;

  /** With {@link Options#DEFAULTS}. */
  public WindowsPortProvider() {
    this(Options.DEFAULTS);
  }

  public WindowsPortProvider(Options options) {
    this(options, SocketNotificationFunction::here);
  }

  /**
   * @param notifications the function of socket state notifications; null where there is none
   */
  WindowsPortProvider(
      Options options, Supplier<@Nullable SocketNotificationFunction> notifications) {
    this.options = options;
    this.notifications = notifications;
  }

  /** How a channel learns that there is something to receive. */
  public enum Reads {
    /** By receives that are pending: of zero bytes, or with buffers of their own. */
    OVERLAPPED,

    /**
     * By socket state notifications where Windows has them (Windows 11, Windows Server 2022), else
     * by polling in the driver below Winsock; then by a receive that does not wait.
     */
    NOTIFICATION
  }

  /**
   * What only this engine knows.
   *
   * @param accepts accepts outstanding on each listener, 1 … 4,096
   * @param acceptFirstDataBytes an accept completes with the first data of its connection, up to
   *     this many bytes, and not before; 0 … 4,096, 0 completes it with the connection
   * @param acceptFirstDataTimeout a client that has sent nothing for this long after it connected
   *     is reset; only with first data
   * @param pendingReads receives pending on each connection, each with a buffer of its own, 0 … 64;
   *     0 receives zero bytes first, so that an idle connection owns no buffer
   * @param reads how a channel learns that there is something to receive
   * @param reuseSockets whether the sockets of connections that were closed in order are accepted
   *     into again; each is held back as long as the system keeps its connection in TIME_WAIT
   */
  public record Options(
      int accepts,
      int acceptFirstDataBytes,
      Duration acceptFirstDataTimeout,
      int pendingReads,
      Reads reads,
      boolean reuseSockets) {

    /** 64 accepts that wait for no data, no buffer for idle connections, no reuse. */
    public static final Options DEFAULTS =
        new Options(64, 0, Duration.ofSeconds(10), 0, Reads.OVERLAPPED, false);

    public Options {
      requireRange("accepts", accepts, 1, 4096);
      requireRange("acceptFirstDataBytes", acceptFirstDataBytes, 0, 4096);
      requireRange("pendingReads", pendingReads, 0, 64);
      if (reads == Reads.NOTIFICATION && pendingReads > 0) {
        throw new IllegalArgumentException(
            "pendingReads must be 0 with reads by notification: pendingReads=" + pendingReads);
      }
      if (acceptFirstDataTimeout.toSeconds() < 1) {
        throw new IllegalArgumentException(
            "acceptFirstDataTimeout must be at least 1 s: acceptFirstDataTimeout="
                + acceptFirstDataTimeout);
      }
    }

    private static void requireRange(String name, int value, int minimum, int maximum) {
      if (value < minimum || value > maximum) {
        throw new IllegalArgumentException(
            name + " must be " + minimum + " to " + maximum + ": " + name + "=" + value);
      }
    }
  }

  /** Probed once, when first asked for. */
  private static final class Probed {
    static final Availability ANSWER = probe();
  }

  @Override
  public String name() {
    return "windows";
  }

  @Override
  public Availability availability() {
    return Probed.ANSWER;
  }

  private static Availability probe() {
    String os = System.getProperty("os.name", "");
    if (!os.startsWith("Windows")) {
      return Availability.no("I/O completion ports require Windows, but this is " + os);
    }
    try {
      if (!NativeMemory.has64BitAddresses()) {
        return Availability.no("I/O completion ports require a 64-bit JVM");
      }
      Sockets.startUp();
      ExtensionFunctions.load();
      IoCompletionPort.open(1).close();
      return Availability.yes("I/O completion ports on " + os);
    } catch (NativeCallException e) {
      return Availability.no(e.getMessage());
    } catch (LinkageError e) {
      // UnsatisfiedLinkError for a library or a function that is missing, NoClassDefFoundError
      // when something else met that before.
      return Availability.no("JNA cannot load its native library or a function of Windows: " + e);
    }
  }

  @Override
  public AddressResolver addresses() {
    return NativeMemory::addressOf;
  }

  @Override
  public CompletionPort open(PortOptions portOptions) throws IOException {
    return new WindowsPort(portOptions, options, notifications.get());
  }
}
