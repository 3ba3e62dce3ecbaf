package io.iocp.websocket.protocol;

/**
 * Which end of the connection we are. The client masks its frames and the server does not (RFC
 * 6455, section 5.1), so each role expects from its peer what it does not do itself.
 */
public enum Role {
  SERVER,
  CLIENT
}
