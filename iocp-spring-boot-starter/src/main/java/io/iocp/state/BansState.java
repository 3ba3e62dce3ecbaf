package io.iocp.state;

import io.iocp.access.AccessPolicy;
import io.iocp.access.AddressRange;
import io.iocp.access.Ban;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/** Bans, with their reasons and times. */
public final class BansState implements StatePart {

  private static final int FIELDS = 4;

  private final AccessPolicy policy;

  public BansState(AccessPolicy policy) {
    this.policy = policy;
  }

  @Override
  public String name() {
    return "bans";
  }

  @Override
  public Object version() {
    return policy.bansVersion();
  }

  @Override
  public List<String> save() {
    return policy.bans(null, AccessPolicy.MAXIMUM_BANS).stream().map(BansState::line).toList();
  }

  private static String line(Ban ban) {
    return StateFields.join(
        ban.range().toString(),
        ban.since().toString(),
        ban.expires() == null ? "" : ban.expires().toString(),
        ban.reason());
  }

  @Override
  public void restore(List<String> lines) {
    policy.restore(lines.stream().map(BansState::ban).toList());
  }

  private static Ban ban(String line) {
    List<String> fields = StateFields.split(line, FIELDS);
    try {
      return new Ban(
          AddressRange.parse(fields.get(0)),
          fields.get(3),
          Instant.parse(fields.get(1)),
          fields.get(2).isEmpty() ? null : Instant.parse(fields.get(2)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a ban has no valid time", e);
    }
  }
}
