package io.iocp.completion.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.AcceptRush;
import io.iocp.completion.Availability;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.PortOptions;
import io.iocp.testsupport.Capability;
import io.iocp.time.NanoClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
@Tag("engine")
class UringListenerTest {

  private final UringPortProvider provider = new UringPortProvider();
  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, provider.addresses());

  @BeforeEach
  void requireEngine() {
    Availability availability = provider.availability();
    Capability.require("uring", availability.available(), availability.reason());
  }

  @Test
  void aRushOfConnectionsLeavesTheOthersTheirTurn() throws Exception {
    rush(3 * UringListener.ACCEPTS_PER_BATCH + 10);
  }

  @Test
  void whatTheKernelIsNotToAcceptWaitsInTheBacklog() throws Exception {
    rush(1_500);
  }

  private void rush(int connections) throws Exception {
    PortOptions options = new PortOptions(1, pool, 4096, 1, NanoClock.system());
    try (CompletionPort port = provider.open(options)) {
      assertThat(AcceptRush.accept(port, connections))
          .allMatch(accepted -> accepted <= UringListener.ACCEPTS_PER_BATCH);
      assertThat(port.shutDown()).isZero();
    }
  }
}
