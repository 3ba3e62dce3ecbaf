package io.iocp.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that are shut out.
 *
 * @param range the addresses
 * @param reason why, for people; at most {@link #MAXIMUM_REASON_LENGTH} characters
 * @param since when it was imposed
 * @param expires when it ends by itself, or null for never
 */
public record Ban(AddressRange range, String reason, Instant since, @Nullable Instant expires) {

  public static final int MAXIMUM_REASON_LENGTH = 200;

  public Ban {
    if (reason.length() > MAXIMUM_REASON_LENGTH) {
      throw new IllegalArgumentException(
          "reason must have at most "
              + MAXIMUM_REASON_LENGTH
              + " characters: length="
              + reason.length());
    }
  }

  boolean appliesAt(Instant now) {
    return expires == null || now.isBefore(expires);
  }
}
