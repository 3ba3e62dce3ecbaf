package io.iocp.admin.security;

import io.iocp.access.AddressRange;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** What the caller of the present request may know of: the one place that is asked. */
public final class CallerVisibility {

  private final ObjectProvider<VisibilityDirectory> directory;

  /**
   * Asks a service.
   *
   * @param directory looked up when somebody asks; nothing is hidden where there is none
   */
  public CallerVisibility(ObjectProvider<VisibilityDirectory> directory) {
    this.directory = directory;
  }

  /** Of the caller whose request this thread serves. May block. */
  public Visibility current() {
    VisibilityDirectory service = directory.getIfAvailable();
    if (service == null) {
      return Visibility.EVERYTHING;
    }
    Authentication user = SecurityContextHolder.getContext().getAuthentication();
    if (user == null || !user.isAuthenticated()) {
      return Visibility.NOTHING;
    }
    return AdminRole.OPERATOR.isOf(user) ? Visibility.EVERYTHING : service.of(user, address());
  }

  private static @Nullable InetAddress address() {
    if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes served)) {
      return null;
    }
    String address = served.getRequest().getRemoteAddr();
    int scope = address.indexOf('%');
    return AddressRange.tryParseAddress(scope < 0 ? address : address.substring(0, scope))
        .map(AddressRange::address)
        .orElse(null);
  }
}
