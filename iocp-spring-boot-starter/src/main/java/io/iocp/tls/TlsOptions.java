package io.iocp.tls;

import java.util.List;

/**
 * How TLS is spoken.
 *
 * @param clientAuth whether clients are asked for a certificate
 * @param protocols versions that may be agreed on, such as {@code TLSv1.3}
 * @param cipherSuites cipher suites that may be agreed on, in order of preference; empty for those
 *     of the Java platform that have forward secrecy and AEAD
 * @param handshakeThreads threads that do the arithmetic of handshakes; 0 for one to two processors
 * @param handshakeQueue steps of handshakes that may wait for a thread; beyond it handshakes are
 *     refused
 */
public record TlsOptions(
    ClientAuth clientAuth,
    List<String> protocols,
    List<String> cipherSuites,
    int handshakeThreads,
    int handshakeQueue) {

  /** No client certificates, TLS 1.3 and 1.2, the platform's best cipher suites; 1,000 may wait. */
  public static final TlsOptions DEFAULTS =
      new TlsOptions(ClientAuth.NONE, List.of("TLSv1.3", "TLSv1.2"), List.of(), 0, 1000);

  public TlsOptions {
    protocols = List.copyOf(protocols);
    cipherSuites = List.copyOf(cipherSuites);
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException("protocols must name at least one version");
    }
    if (handshakeThreads < 0) {
      throw new IllegalArgumentException(
          "handshakeThreads must not be negative: handshakeThreads=" + handshakeThreads);
    }
    if (handshakeQueue < 1) {
      throw new IllegalArgumentException(
          "handshakeQueue must be positive: handshakeQueue=" + handshakeQueue);
    }
  }

  /** These options with another rule for clients' certificates. */
  public TlsOptions withClientAuth(ClientAuth other) {
    return new TlsOptions(other, protocols, cipherSuites, handshakeThreads, handshakeQueue);
  }

  /** These options with other protocol versions. */
  public TlsOptions withProtocols(String... versions) {
    return new TlsOptions(
        clientAuth, List.of(versions), cipherSuites, handshakeThreads, handshakeQueue);
  }
}
