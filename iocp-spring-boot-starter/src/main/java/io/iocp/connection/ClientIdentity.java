package io.iocp.connection;

import io.iocp.access.AccessPolicy;
import io.iocp.access.AccessRefusal;
import io.iocp.access.proxy.ProxyHeaderParser;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end: the peer, or whom a trusted proxy connects for, once the proxy has said
 * so, in the PROXY protocol or in the handshake. The access policy counts the connection for it.
 *
 * <p>Only accessed in the connection's context, except where a method says otherwise.
 */
public final class ClientIdentity {

  private final AccessPolicy policy;
  private final InetSocketAddress peer;
  private final boolean outbound;

  // Written in the context, read by any thread. Null until a proxy has named it.
  private volatile @Nullable InetSocketAddress named;
  private @Nullable InetAddress admitted;
  // Whom the PROXY protocol has named: for all of the connection, unlike a field of a request.
  private @Nullable InetSocketAddress lasting;
  private @Nullable ProxyHeaderParser proxyHeader;

  /**
   * @param peer as accepted, and admitted by the policy; or as connected to
   */
  ClientIdentity(AccessPolicy policy, InetSocketAddress peer, boolean outbound) {
    this.policy = policy;
    this.peer = peer;
    this.outbound = outbound;
    if (!outbound) {
      admitted = peer.getAddress();
      if (policy.trustedProxies().proxyProtocol() && policy.isTrustedProxy(admitted)) {
        proxyHeader = new ProxyHeaderParser();
      }
    }
  }

  /** Any thread. */
  InetSocketAddress address() {
    InetSocketAddress client = named;
    return client == null ? peer : client;
  }

  /** The address that the access policy counts the connection for. */
  Optional<InetAddress> admitted() {
    return Optional.ofNullable(admitted);
  }

  /** Whether the address is that of a trusted proxy. Any thread. */
  public boolean isTrustedProxy(InetAddress address) {
    return policy.isTrustedProxy(address);
  }

  /** Whether the client is behind a trusted proxy that has not named it so far. */
  public boolean isUnnamed() {
    return !outbound && isTrustedProxy(address().getAddress());
  }

  /**
   * A trusted proxy has named the client.
   *
   * @return null if it may stay
   */
  public @Nullable AccessRefusal name(InetSocketAddress client) {
    // First seen, then judged: a ban in between finds the connection or is found by it.
    named = client;
    InetAddress before = admitted;
    if (client.getAddress().equals(before)) {
      return null; // It is here already, for a request before.
    }
    if (before != null) {
      policy.release(before);
    }
    admitted = null;
    AccessRefusal refusal = policy.admit(client.getAddress());
    if (refusal == null) {
      admitted = client.getAddress();
    }
    return refusal;
  }

  /**
   * What a proxy said of a request is over: the next one may be somebody else's. Who was named
   * stays counted until then.
   */
  void nextRequest() {
    named = lasting;
  }

  /** What a trusted proxy said about its client could not be read. */
  public void malformed() {
    policy.refused(AccessRefusal.PROXY_HEADER);
  }

  /** Whether a header of the PROXY protocol is to come before the client's first byte. */
  boolean awaitsProxyHeader() {
    return proxyHeader != null;
  }

  /**
   * Reads on in the header that is awaited.
   *
   * @param input bytes of the peer; those behind the header are left in it
   * @return why the connection is to be ended, or null
   */
  @Nullable CloseCause readProxyHeader(ByteBuffer input) {
    ProxyHeaderParser parser = proxyHeader;
    if (parser == null) {
      return null;
    }
    switch (parser.read(input)) {
      case INCOMPLETE -> {
        return null;
      }
      case MALFORMED -> {
        malformed();
        return CloseCause.PROTOCOL_ERROR;
      }
      case COMPLETE -> {}
    }
    proxyHeader = null;
    InetSocketAddress source = parser.source();
    lasting = source;
    return source != null && name(source) != null ? CloseCause.POLICY : null;
  }
}
