package io.iocp.streaming.access;

import java.net.InetAddress;

/**
 * Somebody wants to do something.
 *
 * @param action what
 * @param name of the stream or file; {@link #EVERY_NAME} for all files
 * @param credentials what they send to prove who they are
 * @param remoteAddress where they are
 * @param query what their URL or stream key says beside the name; empty if nothing
 */
public record AccessRequest(
    Action action, String name, Credentials credentials, InetAddress remoteAddress, String query) {

  /** No name, but any: what a rule must let in as a whole. */
  public static final String EVERY_NAME = "*";

  /** A request without a query. */
  public AccessRequest(
      Action action, String name, Credentials credentials, InetAddress remoteAddress) {
    this(action, name, credentials, remoteAddress, "");
  }

  /** It may hold secrets: this may end in logs. */
  @Override
  public String toString() {
    return "AccessRequest[" + action + "]";
  }
}
