package io.iocp.streaming;

import io.iocp.access.AccessPolicy;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Who is banned from the stream port is shut out of the web port, too. The machine itself is not:
 * from there a ban can be ended with which somebody has shut out himself.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BannedAddresses extends OncePerRequestFilter {

  private final AccessPolicy policy;

  BannedAddresses(AccessPolicy policy) {
    this.policy = policy;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (isBanned(request.getRemoteAddr())) {
      response.setStatus(HttpServletResponse.SC_FORBIDDEN);
      response.setContentType("text/plain;charset=utf-8");
      response.getWriter().write("your address is banned\n");
    } else {
      chain.doFilter(request, response);
    }
  }

  private boolean isBanned(String address) {
    try {
      // A literal: nobody is asked for a name.
      InetAddress peer = InetAddress.getByName(address);
      return !peer.isLoopbackAddress() && policy.isBanned(peer);
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
