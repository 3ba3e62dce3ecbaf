package io.iocp.streaming.ingest.udp;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Addresses about which it is being decided, and those that may not publish, for a while: of each
 * it is asked once, however many datagrams it sends. As addresses can be forged, few of both are
 * remembered. One thread at a time.
 */
final class UndecidedSenders {

  static final int MOST_ASKED = 16;
  static final int MOST_DENIED = 256;

  private final Set<InetAddress> asked = new HashSet<>();
  private final Map<InetAddress, Long> denied =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Long> eldest) {
          return size() > MOST_DENIED;
        }
      };

  /** Whether nothing is to be asked of it now. */
  boolean keepOut(InetAddress address, long nowNanos) {
    Long endNanos = denied.get(address);
    if (endNanos != null && nowNanos - endNanos < 0) {
      return true;
    }
    denied.remove(address);
    return asked.size() >= MOST_ASKED || asked.contains(address);
  }

  void asked(InetAddress address) {
    asked.add(address);
  }

  void answered(InetAddress address) {
    asked.remove(address);
  }

  /** It is kept out until then. */
  void denied(InetAddress address, long endNanos) {
    denied.remove(address);
    denied.put(address, endNanos);
  }
}
