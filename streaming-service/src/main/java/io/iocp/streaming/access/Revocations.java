package io.iocp.streaming.access;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whom an administrator has shut out while the service runs: {@code user:NAME}, {@code token:NAME},
 * {@code jwt:ID}, {@code ticket:ID} or the hash of a token. At most {@value #MAXIMUM}, forgotten
 * with the process. Any thread.
 */
final class Revocations {

  static final int MAXIMUM = 10_000;

  private final Set<String> keys = ConcurrentHashMap.newKeySet();

  /** Adds one; says whether there was room for it. */
  synchronized boolean add(String key) {
    if (keys.size() >= MAXIMUM && !keys.contains(key)) {
      return false;
    }
    keys.add(key);
    return true;
  }

  boolean remove(String key) {
    return keys.remove(key);
  }

  boolean affect(Caller caller) {
    return !keys.isEmpty() && caller.keys().anyMatch(keys::contains);
  }

  List<String> list() {
    return keys.stream().sorted().toList();
  }
}
