package io.iocp.streaming.access;

import io.iocp.state.StateFields;
import io.iocp.state.StatePart;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Whom an administrator has shut out while the service runs: {@code user:NAME}, {@code token:NAME},
 * {@code jwt:ID}, {@code ticket:ID} or the hash of a token. At most {@value #MAXIMUM}, forgotten
 * with the process unless state is kept. Any thread.
 */
final class Revocations implements StatePart {

  static final int MAXIMUM = 10_000;

  /** What can be revoked. */
  static final Pattern KEY =
      Pattern.compile("(?:user|token|callback|jwt|ticket|session|sha256):.{1,200}|callback|user");

  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final AtomicLong changes = new AtomicLong();

  /** Adds one; says whether there was room for it. */
  synchronized boolean add(String key) {
    if (keys.size() >= MAXIMUM && !keys.contains(key)) {
      return false;
    }
    keys.add(key);
    changes.incrementAndGet();
    return true;
  }

  boolean remove(String key) {
    boolean removed = keys.remove(key);
    changes.incrementAndGet();
    return removed;
  }

  boolean affect(Caller caller) {
    return !keys.isEmpty() && caller.keys().anyMatch(keys::contains);
  }

  List<String> list() {
    return keys.stream().sorted().toList();
  }

  @Override
  public String name() {
    return "revocations";
  }

  @Override
  public Object version() {
    return changes.get();
  }

  @Override
  public List<String> save() {
    return list().stream().map(StateFields::join).toList();
  }

  @Override
  public synchronized void restore(List<String> lines) {
    List<String> restored = lines.stream().map(line -> StateFields.split(line, 1).get(0)).toList();
    if (restored.size() > MAXIMUM) {
      throw new IllegalArgumentException(
          "there may be " + MAXIMUM + " revocations, but there are " + restored.size());
    }
    for (String key : restored) {
      if (!KEY.matcher(key).matches()) {
        throw new IllegalArgumentException("a line is no revocation");
      }
    }
    keys.addAll(restored);
    changes.incrementAndGet();
  }
}
