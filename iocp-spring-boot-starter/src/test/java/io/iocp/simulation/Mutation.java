package io.iocp.simulation;

import io.iocp.connection.ConnectOutcome;
import io.iocp.connection.ConnectionHandler;
import io.iocp.connection.SecurityLayer;
import java.util.function.Consumer;

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

  /** Between a connection and its TLS. */
  default SecurityLayer.Factory security(SecurityLayer.Factory real, ServerLife life) {
    return real;
  }

  /** Between an attempt to connect and whoever wants to hear of it. */
  default Consumer<ConnectOutcome> outcome(Consumer<ConnectOutcome> ended, ServerLife life) {
    return ended;
  }
}
