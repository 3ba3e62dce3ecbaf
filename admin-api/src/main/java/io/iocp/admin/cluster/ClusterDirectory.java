package io.iocp.admin.cluster;

/**
 * What the administration API asks of a service that is one of several servers.
 *
 * <p>A service that declares a bean of this type gets the part of the API for its cluster. Called
 * by request threads, several at a time; must not wait for other servers.
 */
@FunctionalInterface
public interface ClusterDirectory {

  /** Describes all servers. */
  ClusterView cluster();
}
