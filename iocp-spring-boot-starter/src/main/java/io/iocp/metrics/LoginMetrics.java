package io.iocp.metrics;

import io.iocp.access.LoginAttempts;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Binds failed logins of one place as meters {@code iocp.logins.*}. */
public final class LoginMetrics implements MeterBinder {

  private final LoginAttempts attempts;
  private final Tags tags;

  /**
   * Binds these.
   *
   * @param place where the logins are, such as {@code administration}
   */
  public LoginMetrics(LoginAttempts attempts, String place) {
    this.attempts = attempts;
    this.tags = Tags.of("place", place);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Meters<LoginAttempts> meters = new Meters<>(registry, attempts);
    meters.counter("iocp.logins.failed", "Failed logins, by place", tags, LoginAttempts::failures);
    meters.counter(
        "iocp.logins.refused",
        "Logins refused without being looked at after too many failed ones, by place",
        tags,
        LoginAttempts::refusals);
    meters.gauge(
        "iocp.logins.tracked",
        "Addresses and accounts remembered for failed logins, by place",
        tags,
        LoginAttempts::tracked);
  }
}
