package io.iocp.admin.access;

import io.iocp.admin.AdminApi;
import io.iocp.admin.closing.Closing;
import io.iocp.admin.paging.PageLimit;
import io.iocp.admin.paging.PageOf;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import io.iocp.admin.security.AuditDetail;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who is there by which right, and what was revoked. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/access")
class AccessController {

  private final AccessDirectory directory;

  AccessController(AccessDirectory directory) {
    this.directory = directory;
  }

  /** Shows the access rules in force. */
  @GetMapping
  AccessView get() {
    return directory.access();
  }

  /**
   * Lists the sessions that were let in, by id.
   *
   * @param limit maximum number of entries, 1 to 1000
   * @param after only sessions with a larger id: next of the previous page
   * @param key only sessions that revoking this would close, such as user:NAME
   * @param name only sessions of this stream or file
   */
  @GetMapping("/sessions")
  AccessSessionPage sessions(
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit,
      @RequestParam(defaultValue = "0") long after,
      @RequestParam(required = false) @Nullable String key,
      @RequestParam(required = false) @Nullable String name) {
    PageLimit.check(limit);
    List<AccessSession> found = directory.sessions(after, key, name, limit + 1);
    PageOf<AccessSession> page = PageOf.first(found, limit);
    return new AccessSessionPage(page.entries(), page.next(AccessSession::id));
  }

  /**
   * Closes a session with 4403. Its client may come again.
   *
   * @param id the session's id
   * @param reason reason in the close frame, at most 123 bytes of UTF-8
   */
  @DeleteMapping("/sessions/{id}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void close(
      @PathVariable long id,
      @RequestParam(defaultValue = "closed by an administrator") String reason) {
    Closing.status(Integer.parseInt(Closing.DEFAULT_CODE), reason);
    if (!directory.close(id, reason)) {
      throw new ProblemException(
          ProblemType.SESSION_NOT_FOUND, "No session with the id " + id + " is running.");
    }
  }

  /** Lists what is revoked. */
  @GetMapping("/revocations")
  RevocationList revocations() {
    return new RevocationList(directory.revocations());
  }

  /**
   * Revokes an identity, a token or a ticket until that is taken back; unless state is kept, until
   * the service ends. Its sessions are closed with 4401.
   *
   * @param request what to revoke
   */
  @PostMapping("/revocations")
  RevocationView revoke(@RequestBody RevocationRequest request, HttpServletRequest http) {
    String key = request.key();
    if (key == null || !directory.isKey(key)) {
      throw ProblemException.invalid(
          "key",
          key,
          "user:NAME, token:NAME, callback:NAME, jwt:ID, ticket:ID, session:ID or sha256: and the"
              + " hash of a token");
    }
    AuditDetail.set(http, key);
    int closed =
        directory
            .revoke(key)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.TOO_MANY_REVOCATIONS,
                        "The maximum number of revocations is reached. Remove some."));
    return new RevocationView(key, closed);
  }

  /**
   * Takes a revocation back.
   *
   * @param key what was revoked
   */
  @DeleteMapping("/revocations")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void restore(@RequestParam String key) {
    if (!directory.restore(key)) {
      throw new ProblemException(
          ProblemType.REVOCATION_NOT_FOUND, "This is not revoked: " + key + ".");
    }
  }
}
