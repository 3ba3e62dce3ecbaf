package io.iocp.admin.bans;

import io.iocp.IocpTransport;
import io.iocp.access.AccessPolicy;
import io.iocp.access.AddressRange;
import io.iocp.access.Ban;
import io.iocp.access.BanOutcome;
import io.iocp.admin.AdminApi;
import io.iocp.admin.paging.PageLimit;
import io.iocp.admin.paging.PageOf;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import io.iocp.admin.ranges.Ranges;
import io.iocp.admin.security.AuditDetail;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Bans of addresses and ranges. */
@RestController
@RequestMapping(BansController.PATH)
class BansController {

  static final String PATH = AdminApi.BASE_PATH + "/bans";

  private static final WsClose BANNED = new WsClose(CloseCode.POLICY_VIOLATION, "banned");

  private final IocpTransport transport;
  private final AccessPolicy policy;
  private final InstantSource clock;

  BansController(IocpTransport transport, InstantSource clock) {
    this.transport = transport;
    this.policy = transport.clients().access();
    this.clock = clock;
  }

  /**
   * Lists the bans: IPv4 first, by address and prefix.
   *
   * @param limit maximum number of entries, 1 to 1000
   * @param after only bans after this range: next of the previous page
   */
  @GetMapping
  BanPage list(
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit,
      @RequestParam(required = false) @Nullable String after) {
    PageLimit.check(limit);
    List<BanView> found =
        policy.bans(after == null ? null : Ranges.parse("after", after), limit + 1).stream()
            .map(BanView::of)
            .toList();
    PageOf<BanView> page = PageOf.first(found, limit);
    return new BanPage(page.entries(), page.next(BanView::range));
  }

  /**
   * Shows the ban of exactly this range.
   *
   * @param address the range's address
   * @param prefix the range's prefix; 32 or 128 for one address alone
   */
  @GetMapping("/{address}/{prefix}")
  BanView get(@PathVariable String address, @PathVariable int prefix) {
    AddressRange range = Ranges.ofPath(address, prefix);
    return policy.ban(range).map(BanView::of).orElseThrow(() -> notFound(range));
  }

  /**
   * Bans an address or a range. An existing ban of the same range is replaced, so the request is
   * idempotent.
   *
   * @param request range, reason and expiry
   */
  @ApiResponse(responseCode = "201", description = "The ban was added.")
  @ApiResponse(
      responseCode = "200",
      description = "The ban replaced an earlier one of the same range.")
  @PostMapping
  ResponseEntity<BanView> add(@RequestBody BanRequest request, HttpServletRequest http) {
    AddressRange range = Ranges.parse("range", request.range());
    String reason = reason(request);
    Duration duration = duration(request);
    AuditDetail.set(
        http, range + (duration == null ? " with no expiry" : " for " + duration) + ": " + reason);
    BanOutcome outcome = policy.ban(range, reason, duration);
    if (outcome == BanOutcome.FULL) {
      throw new ProblemException(
          ProblemType.TOO_MANY_BANS,
          "There are "
              + AccessPolicy.MAXIMUM_BANS
              + " bans already. Remove some, or ban a wider range.");
    }
    if (Boolean.TRUE.equals(request.disconnect())) {
      transport.clients().disconnect(range, BANNED);
    }
    // It may be over by now, or somebody may have ended it: it was there all the same.
    Instant now = clock.instant();
    BanView ban = BanView.of(policy.ban(range).orElseGet(() -> new Ban(range, reason, now, null)));
    URI location = URI.create(PATH + "/" + Ranges.path(range));
    return outcome == BanOutcome.ADDED
        ? ResponseEntity.created(location).body(ban)
        : ResponseEntity.ok().location(location).body(ban);
  }

  /**
   * Removes the ban of exactly this range.
   *
   * @param address the range's address
   * @param prefix the range's prefix; 32 or 128 for one address alone
   */
  @DeleteMapping("/{address}/{prefix}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String address, @PathVariable int prefix) {
    AddressRange range = Ranges.ofPath(address, prefix);
    if (!policy.unban(range)) {
      throw notFound(range);
    }
  }

  private static String reason(BanRequest request) {
    String reason = Objects.requireNonNullElse(request.reason(), "");
    if (reason.length() > Ban.MAXIMUM_REASON_LENGTH) {
      throw ProblemException.invalid(
          "reason", reason, "at most " + Ban.MAXIMUM_REASON_LENGTH + " characters long");
    }
    return reason;
  }

  private @Nullable Duration duration(BanRequest request) {
    if (request.expires() != null && request.expiresInSeconds() != null) {
      throw ProblemException.invalid(
          "expires", request.expires(), "omitted if expiresInSeconds is set");
    }
    if (request.expires() != null) {
      Duration left = Duration.between(clock.instant(), request.expires());
      if (left.isNegative() || left.isZero()) {
        throw ProblemException.invalid("expires", request.expires(), "in the future");
      }
      return left;
    }
    Long seconds = request.expiresInSeconds();
    if (seconds != null && seconds < 1) {
      throw ProblemException.invalid("expiresInSeconds", seconds, "at least 1");
    }
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  private static ProblemException notFound(AddressRange range) {
    return new ProblemException(
        ProblemType.BAN_NOT_FOUND, "The range " + range + " is not banned.");
  }
}
