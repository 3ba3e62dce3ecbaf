package io.iocp.completion.windows;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.AcceptFlow;
import io.iocp.completion.AcceptedSocket;
import io.iocp.completion.Availability;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.KeepAlive;
import io.iocp.completion.PortOptions;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.jna.SocketAddresses;
import io.iocp.completion.windows.winsock.Sockets;
import io.iocp.testsupport.Capability;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What the contract does not say: how this engine keeps its word. */
@Timeout(240)
@Tag("engine")
class WindowsPortTest {

  private static final long MILLISECOND_NANOS = 1_000_000;

  private final WindowsPortProvider provider = new WindowsPortProvider();
  private final BufferPool pool =
      new BufferPool(BufferPoolOptions.DEFAULTS, NativeMemory::addressOf);

  @BeforeEach
  void requireEngine() {
    Availability availability = provider.availability();
    Capability.require(provider.name(), availability.available(), availability.reason());
  }

  private WindowsPort open() throws IOException {
    return (WindowsPort) provider.open(new PortOptions(1, pool, 4 << 10, 4, NanoClock.system()));
  }

  private static InetSocketAddress listen(WindowsPort port, AcceptFlow flow) throws IOException {
    return port.listen(
            port.workers().get(0),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            SocketOptions.DEFAULTS,
            flow)
        .localAddress();
  }

  /** The provider chain of this machine is Winsock's own, which such sockets are handles of. */
  @Test
  void socketsThatAreHandlesOfFilesSkipThePortWhenTheySucceedAtOnce() throws Exception {
    long socket = Sockets.stream(SocketAddresses.AF_INET);
    try (WindowsPort port = open()) {
      assertThat(Sockets.isFileHandle(socket)).isTrue();
      assertThat(port.parts().sockets().skipPortOnSuccess()).isTrue();
      assertThat(port.parts().sockets().adopt(socket, KeepAlive.DEFAULTS)).isTrue();
    } finally {
      Sockets.close(socket);
    }
    assertThat(Sockets.isFileHandle(socket)).as("of a handle that is none any more").isFalse();
  }

  /** Accepts nobody. */
  private static final class Closed extends AcceptFlow {

    @Override
    protected void accepted(AcceptedSocket socket) {
      socket.reject();
    }

    @Override
    protected void acceptFailed(CompletionStatus status, int nativeCode) {}

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {}
  }

  @Test
  void aShutDownWithOperationsInFlightParksTheirMemoryAndSaysSo() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(WindowsPort.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      // On a thread that ends: one that has dequeued refers to its port.
      AtomicReference<WeakReference<WindowsPort>> parked = new AtomicReference<>();
      Thread worker = new Thread(() -> parked.set(shutDownWhileAccepting()), "worker");
      worker.start();
      worker.join();
      assertThat(log.list)
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getLevel()).isEqualTo(Level.WARN);
                assertThat(event.getFormattedMessage())
                    .isEqualTo(
                        "Port was shut down with 1 operations in flight:"
                            + " their memory is never freed");
              });
      // Nobody refers to it, and it is there: the kernel may still write to it.
      System.gc();
      assertThat(parked.get().get()).isNotNull();
    } finally {
      logger.detachAppender(log);
    }
  }

  private WeakReference<WindowsPort> shutDownWhileAccepting() {
    WindowsPort port;
    try {
      port = open();
      listen(port, new Closed());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    while (port.statistics().pendingTotal() == 0) {
      port.workers().get(0).dequeue(MILLISECOND_NANOS);
    }
    assertThat(port.shutDown()).isEqualTo(1);
    return new WeakReference<>(port);
  }
}
