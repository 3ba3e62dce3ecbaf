package io.iocp.access;

import java.util.List;

/**
 * Who may connect at all. What is denied is refused, also when it is allowed, too.
 *
 * @param allow the only addresses that may connect; empty for all
 * @param deny addresses that may not
 */
public record AccessLists(List<AddressRange> allow, List<AddressRange> deny) {

  /** Longest list. */
  public static final int MAXIMUM_RANGES = 10_000;

  /** Everybody may connect. */
  public static final AccessLists OPEN = new AccessLists(List.of(), List.of());

  public AccessLists {
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
    requireLength("allow", allow);
    requireLength("deny", deny);
  }

  /** Whether they let an address in. It takes longer than asking an {@link AccessPolicy}. */
  public boolean admit(AddressRange address) {
    return deny.stream().noneMatch(range -> range.contains(address))
        && (allow.isEmpty() || allow.stream().anyMatch(range -> range.contains(address)));
  }

  private static void requireLength(String name, List<AddressRange> list) {
    if (list.size() > MAXIMUM_RANGES) {
      throw new IllegalArgumentException(
          name + " must have at most " + MAXIMUM_RANGES + " ranges: size=" + list.size());
    }
  }
}
