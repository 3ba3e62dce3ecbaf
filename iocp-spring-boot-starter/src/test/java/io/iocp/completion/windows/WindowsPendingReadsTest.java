package io.iocp.completion.windows;

import io.iocp.completion.PortProvider;
import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** The contract with several receives pending on each connection, each with a buffer. */
@Tag("engine")
class WindowsPendingReadsTest extends WindowsCompletionPortTest {

  private static final int PENDING_READS = 3;

  @Override
  protected int buffersOfAnIdleConnection() {
    return PENDING_READS;
  }

  @Override
  protected PortProvider provider() {
    return new WindowsPortProvider(
        new WindowsPortProvider.Options(
            64,
            0,
            Duration.ofSeconds(10),
            PENDING_READS,
            WindowsPortProvider.Reads.OVERLAPPED,
            false));
  }
}
