package io.iocp.autoconfigure.gateway;

import io.iocp.access.AddressRange;
import io.iocp.http.gateway.PassedRequests;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Shows a request that the transport has passed on as the client sent it: its address, and whether
 * through TLS. Believes the transport's own connections, known by their ports, and nobody else: not
 * what other programs on this machine say, for they connect from the same address.
 */
final class PassedRequestValve extends ValveBase {

  private static final String HTTPS = "https";
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private final Predicate<InetSocketAddress> isTransport;

  /**
   * @param isTransport whether the transport connects from there
   */
  PassedRequestValve(Predicate<InetSocketAddress> isTransport) {
    super(true); // Requests may be answered later.
    this.isTransport = isTransport;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    if (isPassedOn(request)) {
      show(request);
    }
    getNext().invoke(request, response);
  }

  private boolean isPassedOn(Request request) {
    return address(request.getPeerAddr())
        .filter(peer -> isTransport.test(new InetSocketAddress(peer, request.getRemotePort())))
        .isPresent();
  }

  private static void show(Request request) {
    request.setAttribute(PassedRequests.ATTRIBUTE, true);
    String client = request.getHeader("X-Forwarded-For");
    if (client != null) {
      request.setRemoteAddr(client);
      request.setRemoteHost(client);
    }
    boolean secure = HTTPS.equals(request.getHeader("X-Forwarded-Proto"));
    if (secure) {
      request.setSecure(true);
      request.getCoyoteRequest().scheme().setString(HTTPS);
    }
    request.setServerPort(port(request, secure ? HTTPS_PORT : HTTP_PORT));
  }

  private static int port(Request request, int otherwise) {
    String told = request.getHeader("X-Forwarded-Port");
    if (told == null) {
      String host = request.getHeader("Host");
      int colon = host == null ? -1 : host.lastIndexOf(':');
      told = host == null || colon < host.lastIndexOf(']') ? "" : host.substring(colon + 1);
      if (colon < 0) {
        return otherwise;
      }
    }
    return told.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(told) : otherwise;
  }

  private static Optional<InetAddress> address(String text) {
    int scope = text.indexOf('%');
    return AddressRange.tryParseAddress(scope < 0 ? text : text.substring(0, scope))
        .map(AddressRange::address);
  }
}
