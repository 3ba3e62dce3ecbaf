package io.iocp.streaming.access;

import java.net.InetAddress;

/**
 * Somebody wants to do something.
 *
 * @param action what
 * @param name of the stream or file; {@link #EVERY_NAME} for all files
 * @param credentials what they send to prove who they are
 * @param remoteAddress where they are
 */
public record AccessRequest(
    Action action, String name, Credentials credentials, InetAddress remoteAddress) {

  /** No name, but any: what a rule must let in as a whole. */
  public static final String EVERY_NAME = "*";
}
