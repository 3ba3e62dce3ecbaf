package io.iocp.access;

/**
 * The access policy that a transport begins with; the maximum of connections is among the
 * {@linkplain io.iocp.connection.ConnectionOptions options of connections}.
 *
 * @param connectionsPerAddress connections at once from one address; 0 for no limit
 * @param acceptsPerMinute connections a minute from one address in the long run; 0 for no limit
 * @param acceptBurst connections from one address that may come at once, 1 or more
 * @param lists who may connect at all
 * @param proxies who says truthfully for whom it connects
 */
public record AccessOptions(
    int connectionsPerAddress,
    int acceptsPerMinute,
    int acceptBurst,
    AccessLists lists,
    TrustedProxies proxies) {

  /** No limits, everybody. */
  public static final AccessOptions DEFAULTS =
      new AccessOptions(0, 0, 20, AccessLists.OPEN, TrustedProxies.NONE);

  public AccessLimits limits(int maximumConnections) {
    return new AccessLimits(
        maximumConnections, connectionsPerAddress, acceptsPerMinute, acceptBurst);
  }
}
