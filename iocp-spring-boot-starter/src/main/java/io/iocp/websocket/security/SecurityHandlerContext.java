package io.iocp.websocket.security;

import io.iocp.job.JobWork;
import io.iocp.websocket.spring.HandlerContext;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Lets the calls of a session's handler run as its user, so that what they call may be guarded by
 * annotations such as {@code @PreAuthorize}.
 */
public final class SecurityHandlerContext implements HandlerContext {

  @Override
  public JobWork around(@Nullable Principal user, JobWork call) {
    if (!(user instanceof Authentication authentication)) {
      return call;
    }
    return () -> {
      SecurityContext before = SecurityContextHolder.getContext();
      SecurityContext context = SecurityContextHolder.createEmptyContext();
      context.setAuthentication(authentication);
      SecurityContextHolder.setContext(context);
      try {
        call.run();
      } finally {
        if (before.getAuthentication() == null) {
          SecurityContextHolder.clearContext();
        } else {
          SecurityContextHolder.setContext(before);
        }
      }
    };
  }
}
