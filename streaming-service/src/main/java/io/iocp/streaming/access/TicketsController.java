package io.iocp.streaming.access;

import io.iocp.access.AddressRange;
import io.iocp.admin.problem.ProblemException;
import io.iocp.streaming.access.AccessControl.TicketDenied;
import io.iocp.streaming.access.AccessDecision.Denied;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Issues tickets: somebody who may do something lets somebody else do it once, soon, without giving
 * a token away.
 */
@RestController
@ConditionalOnProperty(prefix = "streaming.security", name = "mode", havingValue = "rules")
public final class TicketsController {

  /** Where tickets are issued. */
  public static final String PATH = "/tickets";

  private static final int DEFAULT_SECONDS = 60;

  private final AccessControl control;
  private final WebCallers callers;

  /** Issues tickets for what this control lets. */
  public TicketsController(AccessControl control, WebCallers callers) {
    this.control = control;
    this.callers = callers;
  }

  @PostMapping(PATH)
  ResponseEntity<TicketView> issue(@RequestBody TicketRequest request, HttpServletRequest http) {
    if (request.stream() == null) {
      throw ProblemException.invalid("stream", null, "given");
    }
    AccessRequest asked =
        new AccessRequest(
            action(request.action()),
            request.stream(),
            callers.credentials(http),
            callers.address(http),
            Objects.requireNonNullElse(http.getQueryString(), ""));
    Tickets.Issued issued;
    try {
      issued = control.issueTicket(asked, address(request.address()), valid(request.seconds()));
    } catch (TicketDenied e) {
      throw problem(e.denied());
    }
    if (issued == null) {
      throw new ErrorResponseException(HttpStatus.SERVICE_UNAVAILABLE);
    }
    return ResponseEntity.status(HttpStatus.CREATED)
        .cacheControl(CacheControl.noStore())
        .body(new TicketView(issued.ticket(), issued.id(), issued.expiresAt()));
  }

  /** Says why as a problem detail, as the administration API does. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> refuse(ErrorResponseException refused) {
    return ResponseEntity.status(refused.getStatusCode())
        .headers(refused.getHeaders())
        .body(refused.getBody());
  }

  /** A field that is not known is told: a ticket whose address is misspelled is good anywhere. */
  @ExceptionHandler
  ResponseEntity<ProblemDetail> refuse(HttpMessageNotReadableException unreadable) {
    return refuse(ProblemException.unreadable(unreadable));
  }

  private static Action action(@Nullable String name) {
    return switch (name == null ? "" : name) {
      case "publish" -> Action.PUBLISH;
      case "watch" -> Action.WATCH;
      case "files" -> Action.FILES;
      default -> throw ProblemException.invalid("action", name, "publish, watch or files");
    };
  }

  private static Duration valid(@Nullable Integer seconds) {
    int valid = seconds == null ? DEFAULT_SECONDS : seconds;
    if (valid < 1 || valid > Tickets.LONGEST.toSeconds()) {
      throw ProblemException.invalid("seconds", seconds, "1 to " + Tickets.LONGEST.toSeconds());
    }
    return Duration.ofSeconds(valid);
  }

  private static @Nullable AddressRange address(@Nullable String address) {
    return address == null
        ? null
        : AddressRange.tryParseAddress(address)
            .orElseThrow(() -> ProblemException.invalid("address", address, "an IP address"));
  }

  private static ErrorResponseException problem(Denied denied) {
    HttpStatus status = HttpStatus.valueOf(denied.httpStatus());
    ErrorResponseException problem =
        new ErrorResponseException(
            status, ProblemDetail.forStatusAndDetail(status, denied.reason()), null);
    if (denied.retryAfterSeconds() > 0) {
      problem.getHeaders().set("Retry-After", Integer.toString(denied.retryAfterSeconds()));
    }
    return problem;
  }
}
