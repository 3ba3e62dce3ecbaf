package io.iocp.streaming.access;

import io.iocp.access.AddressRange;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.List;

/** Who asks on the web port. */
public final class WebCallers {

  private final boolean queryToken;

  /**
   * @param queryToken whether a token in the query counts
   */
  public WebCallers(boolean queryToken) {
    this.queryToken = queryToken;
  }

  public Credentials credentials(HttpServletRequest request) {
    return Credentials.of(
        request.getHeader("Authorization"), List.of(), request.getQueryString(), queryToken);
  }

  /** Where the request comes from; a servlet container names it by its digits. */
  public InetAddress address(HttpServletRequest request) {
    String address = request.getRemoteAddr();
    int scope = address.indexOf('%');
    return AddressRange.tryParseAddress(scope < 0 ? address : address.substring(0, scope))
        .orElseThrow(() -> new IllegalStateException("not an address: " + address))
        .address();
  }
}
