package io.iocp.access;

import java.util.Map;

/**
 * An access policy at one moment.
 *
 * @param limits its limits
 * @param allowedRanges ranges on the allow list; 0 lets in everybody
 * @param deniedRanges ranges on the deny list
 * @param bans bans, also those that have expired a moment ago
 * @param trackedAddresses addresses of which something is remembered
 * @param refusals connections refused so far, by cause
 */
public record AccessSnapshot(
    AccessLimits limits,
    int allowedRanges,
    int deniedRanges,
    int bans,
    int trackedAddresses,
    Map<AccessRefusal, Long> refusals) {

  public AccessSnapshot {
    refusals = Map.copyOf(refusals);
  }
}
