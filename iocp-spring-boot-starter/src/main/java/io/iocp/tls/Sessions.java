package io.iocp.tls;

import io.iocp.connection.SecuritySession;
import java.security.Principal;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What an engine has agreed on with its peer. */
final class Sessions {

  private Sessions() {}

  static SecuritySession describe(SSLEngine engine) {
    SSLSession agreed = engine.getSession();
    String protocol = engine.getApplicationProtocol();
    return new SecuritySession(
        agreed.getProtocol(),
        agreed.getCipherSuite(),
        protocol == null || protocol.isEmpty() ? null : protocol,
        peerName(agreed));
  }

  private static @Nullable String peerName(SSLSession agreed) {
    try {
      Principal peer = agreed.getPeerPrincipal();
      return peer == null ? null : peer.getName();
    } catch (SSLPeerUnverifiedException e) {
      return null; // It showed no certificate.
    }
  }
}
