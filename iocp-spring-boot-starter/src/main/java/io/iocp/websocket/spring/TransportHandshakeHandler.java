package io.iocp.websocket.spring;

import org.springframework.web.socket.server.support.AbstractHandshakeHandler;

/**
 * Spring's handshake on the transport: chooses the subprotocol among those of the handler and asks
 * who the user is. To be extended where {@link #determineUser} is to say something else.
 */
public class TransportHandshakeHandler extends AbstractHandshakeHandler {

  public TransportHandshakeHandler() {
    super(new TransportUpgradeStrategy());
  }
}
