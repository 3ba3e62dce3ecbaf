package io.iocp.admin.addresses;

import static io.iocp.admin.addresses.AddressList.ALLOW;

import io.iocp.access.AccessLists;
import io.iocp.access.AccessPolicy;
import io.iocp.access.AddressRange;
import io.iocp.admin.AdminApi;
import io.iocp.admin.paging.PageLimit;
import io.iocp.admin.paging.PageOf;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import io.iocp.admin.ranges.Ranges;
import io.iocp.admin.security.AuditDetail;
import io.iocp.clients.Clients;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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

/** The allow list and the deny list of addresses. */
@RestController
@RequestMapping(AddressesController.PATH + "/{list}")
class AddressesController {

  static final String PATH = AdminApi.BASE_PATH + "/addresses";

  private static final WsClose NOT_ADMITTED =
      new WsClose(CloseCode.POLICY_VIOLATION, "address not allowed");

  private final Clients clients;
  private final AccessPolicy policy;

  AddressesController(Clients clients) {
    this.clients = clients;
    this.policy = clients.access();
  }

  /**
   * Lists the addresses and ranges of a list: IPv4 first, by address and prefix. While the allow
   * list is empty, all addresses may connect that are not on the deny list.
   *
   * @param list allow or deny
   * @param limit maximum number of entries, 1 to 1000
   * @param after only entries after this range: next of the previous page
   */
  @GetMapping
  AddressPage list(
      @PathVariable String list,
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit,
      @RequestParam(required = false) @Nullable String after) {
    AddressList which = AddressList.of(list);
    PageLimit.check(limit);
    AddressRange last = after == null ? null : Ranges.parse("after", after);
    List<AddressView> found =
        which.in(policy.lists()).stream()
            .filter(range -> last == null || range.compareTo(last) > 0)
            .sorted()
            .distinct()
            .limit(limit + 1L)
            .map(AddressView::of)
            .toList();
    PageOf<AddressView> page = PageOf.first(found, limit);
    return new AddressPage(page.entries(), page.next(AddressView::range));
  }

  /**
   * Shows the entry of exactly this range.
   *
   * @param list allow or deny
   * @param address the range's address
   * @param prefix the range's prefix; 32 or 128 for one address alone
   */
  @GetMapping("/{address}/{prefix}")
  AddressView get(
      @PathVariable String list, @PathVariable String address, @PathVariable int prefix) {
    AddressList which = AddressList.of(list);
    AddressRange range = Ranges.ofPath(address, prefix);
    if (!which.in(policy.lists()).contains(range)) {
      throw notFound(which, range);
    }
    return AddressView.of(range);
  }

  /**
   * Adds an address or a range to a list. It applies to connections from then on. One that is on
   * the list already stays there, so the request is idempotent.
   *
   * @param list allow or deny
   * @param request the range
   */
  @ApiResponse(responseCode = "201", description = "The range was added.")
  @ApiResponse(responseCode = "200", description = "The range was on the list already.")
  @PostMapping
  ResponseEntity<AddressView> add(
      @PathVariable String list, @RequestBody AddressRequest request, HttpServletRequest http) {
    AddressList which = AddressList.of(list);
    AddressRange range = Ranges.parse("range", request.range());
    AuditDetail.set(http, range.toString());
    boolean added =
        change(
            which,
            ranges -> with(which, ranges, range),
            Boolean.TRUE.equals(request.force()) ? null : caller(http));
    if (Boolean.TRUE.equals(request.disconnect())) {
      clients.disconnectUnadmitted(NOT_ADMITTED);
    }
    AddressView view = AddressView.of(range);
    URI location = URI.create(PATH + "/" + which + "/" + Ranges.path(range));
    return added
        ? ResponseEntity.created(location).body(view)
        : ResponseEntity.ok().location(location).body(view);
  }

  /**
   * Removes exactly this range from a list. It applies to connections from then on. When the last
   * entry of the allow list is removed, all addresses may connect that are not on the deny list.
   *
   * @param list allow or deny
   * @param address the range's address
   * @param prefix the range's prefix; 32 or 128 for one address alone
   * @param disconnect whether connected clients that the lists do not admit are disconnected
   * @param force whether it is removed even if the address of this request is shut out by that
   */
  @DeleteMapping("/{address}/{prefix}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(
      @PathVariable String list,
      @PathVariable String address,
      @PathVariable int prefix,
      @RequestParam(defaultValue = "false") boolean disconnect,
      @RequestParam(defaultValue = "false") boolean force,
      HttpServletRequest http) {
    AddressList which = AddressList.of(list);
    AddressRange range = Ranges.ofPath(address, prefix);
    boolean removed =
        change(
            which,
            ranges -> ranges.stream().filter(each -> !each.equals(range)).toList(),
            force ? null : caller(http));
    if (!removed) {
      throw notFound(which, range);
    }
    if (disconnect) {
      clients.disconnectUnadmitted(NOT_ADMITTED);
    }
  }

  /**
   * Changes one list, whoever changes them at the same time.
   *
   * @param caller who must not be shut out by that; null for nobody
   * @return whether the list has become another
   */
  private boolean change(
      AddressList list,
      Function<List<AddressRange>, List<AddressRange>> change,
      @Nullable AddressRange caller) {
    while (true) {
      AccessLists before = policy.lists();
      AccessLists after = list.replaced(before, change.apply(list.in(before)));
      if (after.equals(before)) {
        return false;
      }
      if (caller != null && before.admit(caller) && !after.admit(caller)) {
        throw new ProblemException(
            ProblemType.SHUTS_OUT_CALLER,
            "Connections from "
                + caller
                + ", where this request comes from, would be refused after that. "
                + (list == ALLOW ? "Allow that address first, or set" : "Set")
                + " force if it is meant.");
      }
      if (policy.lists(before, after)) {
        return true;
      }
    }
  }

  private static List<AddressRange> with(
      AddressList list, List<AddressRange> ranges, AddressRange range) {
    if (ranges.contains(range)) {
      return ranges;
    }
    if (ranges.size() >= AccessLists.MAXIMUM_RANGES) {
      throw new ProblemException(
          ProblemType.TOO_MANY_ADDRESSES,
          "There are "
              + AccessLists.MAXIMUM_RANGES
              + " ranges on the "
              + list
              + " list already. Remove some, or add a wider range.");
    }
    List<AddressRange> more = new ArrayList<>(ranges);
    more.add(range);
    return more;
  }

  /** Where a request comes from, if that is known and the lists apply to it. */
  private @Nullable AddressRange caller(HttpServletRequest http) {
    return AddressRange.tryParseAddress(http.getRemoteAddr())
        .filter(address -> !policy.isTrustedProxy(address.address()))
        .orElse(null);
  }

  private static ProblemException notFound(AddressList list, AddressRange range) {
    return new ProblemException(
        ProblemType.ADDRESS_NOT_LISTED, "The range " + range + " is not on the " + list + " list.");
  }
}
