package io.iocp.streaming.access;

import io.iocp.access.AddressRange;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who asks on the web port. */
public final class WebCallers {

  private final boolean queryToken;
  private final @Nullable PageLogins logins;

  /**
   * @param queryToken whether a token in the query counts
   * @param logins knows the logins of pages, if they count
   */
  public WebCallers(boolean queryToken, @Nullable PageLogins logins) {
    this.queryToken = queryToken;
    this.logins = logins;
  }

  /** What a request shows, or the login of its page. */
  public Credentials credentials(HttpServletRequest request, Action action) {
    Credentials shown = credentials(request);
    return logins == null
        ? shown
        : logins.orLogin(shown, action, request.isSecure(), request::getHeader);
  }

  /** What a request itself shows. */
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
