package io.iocp.admin.security;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Tells the administration API what of a service each caller may know of.
 *
 * <p>A service that declares a bean of this type is asked about everybody but operators, who see
 * everything because they may change everything. Without one everybody sees everything. Called by
 * request threads, several at a time.
 */
@FunctionalInterface
public interface VisibilityDirectory {

  /**
   * What somebody may know of who has logged in. May block.
   *
   * @param address where they are; null if that is not known
   */
  Visibility of(Authentication user, @Nullable InetAddress address);
}
