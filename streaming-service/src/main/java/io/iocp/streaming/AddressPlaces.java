package io.iocp.streaming;

import java.util.HashMap;
import java.util.Map;

/**
 * How many places each address has taken, and never more than a number. Bounded by what is taken.
 * Any thread.
 */
final class AddressPlaces {

  private final int perAddress;
  // Guarded by this.
  private final Map<String, Integer> taken = new HashMap<>();

  /**
   * @param perAddress most places of one address
   */
  AddressPlaces(int perAddress) {
    this.perAddress = perAddress;
  }

  /** Takes one, unless the address has all of its own. */
  synchronized boolean take(String address) {
    int ofAddress = taken.getOrDefault(address, 0);
    if (ofAddress == perAddress) {
      return false;
    }
    taken.put(address, ofAddress + 1);
    return true;
  }

  /** Gives one back. */
  synchronized void give(String address) {
    taken.computeIfPresent(address, (unused, count) -> count == 1 ? null : count - 1);
  }
}
