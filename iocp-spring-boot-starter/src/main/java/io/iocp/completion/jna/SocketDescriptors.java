package io.iocp.completion.jna;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors under Java's own sockets, for what the kernel can do and Java does not know. Only
 * on Linux, and only where {@code java.base} exports {@code sun.nio.ch} to us, as the manifest of
 * an executable jar or {@code --add-exports java.base/sun.nio.ch=ALL-UNNAMED} can say. Any thread.
 */
public final class SocketDescriptors {

  /** What {@link #unsentBytes} says where it cannot be known. */
  private static final int UNKNOWN = -1;

  // <netinet/in.h>, <netinet/tcp.h>, <linux/sockios.h>
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NOTSENT_LOWAT = 25;
  private static final long SIOCOUTQNSD = 0x894B;

  private static final @Nullable Method GET_DESCRIPTOR = find();

  /** What one call takes or answers; the thread keeps it reachable. */
  private static final ThreadLocal<NativeMemory> ARGUMENT =
      ThreadLocal.withInitial(() -> NativeMemory.allocate(Integer.BYTES));

  private SocketDescriptors() {}

  private static @Nullable Method find() {
    if (!System.getProperty("os.name", "").startsWith("Linux")) {
      return null;
    }
    try {
      Class<?> withDescriptor = Class.forName("sun.nio.ch.SelChImpl");
      boolean exported =
          withDescriptor
              .getModule()
              .isExported(withDescriptor.getPackageName(), SocketDescriptors.class.getModule());
      if (!exported || !NativeMemory.has64BitAddresses()) {
        return null;
      }
      Method method = withDescriptor.getMethod("getFDVal");
      Class.forName(LinuxSocketCalls.class.getName());
      return method;
    } catch (ReflectiveOperationException | LinkageError e) {
      // Another JDK, or no native library of JNA: NIO does without.
      return null;
    }
  }

  /**
   * Limits what the kernel takes and cannot send yet.
   *
   * @return whether it does; not where the descriptor cannot be reached
   */
  public static boolean limitUnsent(SocketChannel socket, int bytes) {
    int fd = descriptor(socket);
    if (fd < 0) {
      return false;
    }
    NativeMemory argument = ARGUMENT.get();
    argument.bytes().putInt(0, bytes);
    return LinuxSocketCalls.setsockopt(
            fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, argument.address(), Integer.BYTES)
        == 0;
  }

  /**
   * Bytes that the kernel has taken and not sent.
   *
   * @return -1 where that cannot be known
   */
  public static int unsentBytes(SocketChannel socket) {
    int fd = descriptor(socket);
    if (fd < 0) {
      return UNKNOWN;
    }
    NativeMemory argument = ARGUMENT.get();
    return LinuxSocketCalls.ioctl(fd, SIOCOUTQNSD, argument.address()) == 0
        ? argument.bytes().getInt(0)
        : UNKNOWN;
  }

  private static int descriptor(SocketChannel socket) {
    Method getDescriptor = GET_DESCRIPTOR;
    if (getDescriptor == null || !socket.isOpen()) {
      return UNKNOWN;
    }
    try {
      return getDescriptor.invoke(socket) instanceof Integer fd ? fd : UNKNOWN;
    } catch (IllegalAccessException | InvocationTargetException | IllegalArgumentException e) {
      // Not a socket of this JDK's own provider.
      return UNKNOWN;
    }
  }
}
