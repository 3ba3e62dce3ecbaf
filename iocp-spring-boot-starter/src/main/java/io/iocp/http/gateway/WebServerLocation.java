package io.iocp.http.gateway;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Where requests go that no handler is for. A bean of this type is asked when it listens. */
@FunctionalInterface
public interface WebServerLocation {

  /** The address of the web server, resolved; empty if requests go nowhere. */
  Optional<InetSocketAddress> address();
}
