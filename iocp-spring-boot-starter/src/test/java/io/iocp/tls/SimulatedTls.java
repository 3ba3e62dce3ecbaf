package io.iocp.tls;

import io.iocp.buffer.BufferPool;
import io.iocp.completion.simulated.SimulatedNetwork;
import io.iocp.job.JobQueueSnapshot;
import io.iocp.statistics.HistogramSnapshot;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** TLS without threads: what is done aside is done some time later, in the course of events. */
public final class SimulatedTls {

  private static final int LONGEST_NANOS = 20_000_000;

  private SimulatedTls() {}

  /**
   * Real engines in a simulated world.
   *
   * @param refusals chance, per mille, that too much waits already for one thing more
   */
  public static Tls in(
      SimulatedNetwork network, BufferPool pool, @Nullable SSLContext context, int refusals) {
    HandshakeExecutor later = new Later(network, refusals);
    return new Tls(context, TlsOptions.DEFAULTS.withProtocols("TLSv1.3"), pool, later, later);
  }

  private record Later(SimulatedNetwork network, int refusals) implements HandshakeExecutor {

    @Override
    public boolean tryDo(String what, Runnable work) {
      if (network.chance(refusals)) {
        network.note("refused " + what, 0, 0);
        return false;
      }
      network.schedule(1L + network.below(LONGEST_NANOS), work);
      return true;
    }

    @Override
    public JobQueueSnapshot snapshot() {
      return new JobQueueSnapshot(
          0, 0, 0, 0, false, Map.of(), HistogramSnapshot.EMPTY, HistogramSnapshot.EMPTY);
    }

    @Override
    public void stop(Duration limit) {
      // Whoever waits for something is waited for by the life.
    }
  }
}
