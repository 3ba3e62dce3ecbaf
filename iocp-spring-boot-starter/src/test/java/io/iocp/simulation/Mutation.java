package io.iocp.simulation;

import io.iocp.connection.ConnectionHandler;

/** A fault around the calls of a handler, to prove that it would be seen. */
interface Mutation {

  /** No fault. */
  Mutation NONE = new Mutation() {};

  /** Between the connection and whoever watches it. */
  default ConnectionHandler outside(ConnectionHandler watched, ServerLife life) {
    return watched;
  }

  /** Between whoever watches and the protocol. */
  default ConnectionHandler inside(ConnectionHandler protocol, ServerLife life) {
    return protocol;
  }
}
