package io.iocp;

import com.sun.management.UnixOperatingSystemMXBean;
import io.iocp.access.AccessPolicy;
import io.iocp.connection.ConnectionServer;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many connections there may be for the descriptors that the system gives the process. Some are
 * kept for what else needs one: pages, files, programs, and whoever looks whether the server is
 * well. Without that, connections alone could take all of them.
 */
final class OpenFileLimit {

  private static final Logger logger = LoggerFactory.getLogger(OpenFileLimit.class);

  private static final long RESERVE = 1024;
  private static final int RESERVE_DIVISOR = 4;
  private static final long NONE = 0;
  // A runtime that was made for one application may do without.
  private static final boolean HAS_MANAGEMENT =
      ModuleLayer.boot().findModule("jdk.management").isPresent();

  private OpenFileLimit() {}

  /** Keeps the reserve from connections. */
  static void reserve(ConnectionServer connections) {
    AccessPolicy policy = connections.accessPolicy();
    policy.mostConnections(mostConnections(policy.limits().maximumConnections()));
  }

  /**
   * The most connections, and a warning if there may not be as many as are configured.
   *
   * @param configured iocp.max-connections
   */
  private static int mostConnections(int configured) {
    long limit = HAS_MANAGEMENT ? descriptors() : NONE;
    int most = mostConnections(limit);
    if (configured > most) {
      logger.warn(
          "iocp.max-connections is {}, but the process may open {} descriptors: connections "
              + "beyond {} are refused; raise the limit (ulimit -n, LimitNOFILE) or lower "
              + "iocp.max-connections",
          configured,
          limit,
          most);
    }
    return most;
  }

  private static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getMaxFileDescriptorCount()
        : NONE;
  }

  /**
   * The most connections for that many descriptors: all but a reserve.
   *
   * @param limit not positive if there is none
   */
  static int mostConnections(long limit) {
    return limit <= 0
        ? Integer.MAX_VALUE
        : (int) Math.min(Integer.MAX_VALUE, limit - Math.min(RESERVE, limit / RESERVE_DIVISOR));
  }
}
