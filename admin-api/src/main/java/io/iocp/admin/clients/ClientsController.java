package io.iocp.admin.clients;

import io.iocp.admin.AdminApi;
import io.iocp.admin.closing.Closing;
import io.iocp.admin.paging.PageLimit;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.Visibility;
import io.iocp.clients.ClientSnapshot;
import io.iocp.clients.Clients;
import io.iocp.connection.ConnectionState;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The connected clients. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/clients")
class ClientsController {

  private final Clients clients;
  private final CallerVisibility caller;

  ClientsController(Clients clients, CallerVisibility caller) {
    this.clients = clients;
    this.caller = caller;
  }

  /**
   * Lists the clients.
   *
   * @param limit maximum number of entries, 1 to 1000
   * @param after only clients with a larger id: next of the previous page; only if sorted by id
   * @param offset number of entries to skip
   * @param sort id, age, worker, pendingIo, queuedBytes, queuedBuffers, lag, receivedBytes,
   *     sentBytes, state, remoteAddress or path; with - in front for descending
   * @param q part of the address or the path, case-insensitive
   * @param state only clients whose connection is in this state
   * @param worker only clients of this I/O worker
   */
  @GetMapping
  ClientPage list(
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit,
      @RequestParam(defaultValue = "0") long after,
      @RequestParam(defaultValue = "0") int offset,
      @Parameter(schema = @Schema(pattern = ClientOrder.PATTERN))
          @RequestParam(defaultValue = ClientOrder.BY_ID)
          String sort,
      @RequestParam(defaultValue = "") String q,
      @RequestParam(required = false) @Nullable ConnectionState state,
      @RequestParam(required = false) @Nullable Integer worker) {
    PageLimit.check(limit);
    PageLimit.checkOffset(offset);
    checkAfter(after, offset, sort);
    ClientFilter filter = new ClientFilter(q, state, worker);
    Visibility visibility = caller.current();
    if (visibility.everything()
        && filter.acceptsAll()
        && offset == 0
        && sort.equals(ClientOrder.BY_ID)) {
      return page(clients.page(after, limit + 1), limit, true, clients.count());
    }
    List<ClientSnapshot> all =
        clients.list().stream()
            .filter(client -> visibility.client(client.connection().id()))
            .filter(filter::accepts)
            .sorted(order(sort))
            .toList();
    List<ClientSnapshot> found =
        all.stream()
            .filter(client -> client.connection().id() > after)
            .skip(offset)
            .limit(limit + 1L)
            .toList();
    return page(found, limit, sort.equals(ClientOrder.BY_ID), all.size());
  }

  private static ClientPage page(
      List<ClientSnapshot> found, int limit, boolean byId, int matching) {
    List<ClientView> views = found.stream().limit(limit).map(ClientView::of).toList();
    boolean goesOn = byId && found.size() > limit;
    return new ClientPage(views, goesOn ? views.get(limit - 1).id() : null, matching);
  }

  private static Comparator<ClientSnapshot> order(String sort) {
    return ClientOrder.named(sort)
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "sort",
                    sort,
                    "one of " + ClientOrder.names() + ", with - in front for descending order"));
  }

  private static void checkAfter(long after, int offset, String sort) {
    if (after != 0 && (offset != 0 || !sort.equals(ClientOrder.BY_ID))) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER,
          "after requires sorting by id, and cannot be combined with offset");
    }
  }

  /**
   * Shows one client.
   *
   * @param id the client's id
   */
  @GetMapping("/{id}")
  ClientView get(@PathVariable long id) {
    Visibility visibility = caller.current();
    return clients
        .find(id)
        .filter(client -> visibility.client(id))
        .map(ClientView::of)
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Disconnects a client. It is listed until its close handshake has ended.
   *
   * @param id the client's id
   * @param code code of the close frame: 1000 to 1003, 1007 to 1014 or 3000 to 4999
   * @param reason reason in the close frame, at most 123 bytes of UTF-8
   */
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void disconnect(
      @PathVariable long id,
      @RequestParam(defaultValue = Closing.DEFAULT_CODE) int code,
      @RequestParam(defaultValue = Closing.DEFAULT_REASON) String reason) {
    if (!clients.disconnect(id, Closing.status(code, reason))) {
      throw notFound(id);
    }
  }

  private static ProblemException notFound(long id) {
    return new ProblemException(
        ProblemType.CLIENT_NOT_FOUND, "No client with the id " + id + " is connected.");
  }
}
