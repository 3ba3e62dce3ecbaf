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
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      long limit = system.getMaxFileDescriptorCount();
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
    return Integer.MAX_VALUE;
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
