package io.iocp.completion;

/**
 * Whether an engine can run here, and why (not).
 *
 * @param available whether {@link PortProvider#open} may be called
 * @param reason one sentence for the log: what was found, or what is missing
 */
public record Availability(boolean available, String reason) {

  public static Availability yes(String found) {
    return new Availability(true, found);
  }

  public static Availability no(String missing) {
    return new Availability(false, missing);
  }
}
