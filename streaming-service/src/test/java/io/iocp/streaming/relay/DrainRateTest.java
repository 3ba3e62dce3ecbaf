package io.iocp.streaming.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrainRateTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final DrainRate rate = new DrainRate(0);

  @Test
  void nothingIsKnownBeforeTheFirstMeasurement() {
    assertThat(rate.nanosFor(1000)).isZero();
  }

  @Test
  void whatTheKernelHoldsTakesItsTimeAtTheLinksRate() {
    rate.update(2000, true, SECOND);
    assertThat(rate.nanosFor(1000)).isEqualTo(SECOND / 2);
    assertThat(rate.nanosFor(0)).isZero();
    assertThat(rate.nanosFor(-1)).as("not known").isZero();
  }
}
