package io.iocp.admin.clients;

import io.iocp.IocpTransport;
import io.iocp.admin.AdminApi;
import io.iocp.admin.paging.PageLimit;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.CloseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(AdminApi.BASE_PATH + "/clients")
class ClientsController {

  private static final Logger logger = LoggerFactory.getLogger(ClientsController.class);

  private final IocpTransport transport;

  ClientsController(IocpTransport transport) {
    this.transport = transport;
  }

  @GetMapping
  ClientPage list(
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit,
      @RequestParam(defaultValue = "0") long after) {
    PageLimit.check(limit);
    List<ClientView> found =
        transport.clients(after, limit + 1).stream().map(ClientView::of).toList();
    if (found.size() <= limit) {
      return new ClientPage(found, null);
    }
    return new ClientPage(found.subList(0, limit), found.get(limit - 1).id());
  }

  @GetMapping("/{id}")
  ClientView get(@PathVariable long id) {
    return transport.client(id).map(ClientView::of).orElseThrow(() -> notFound(id));
  }

  /** The close handshake takes a moment, during which the client is still listed. */
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void disconnect(
      @PathVariable long id,
      @RequestParam(defaultValue = "" + CloseCode.POLICY_VIOLATION) int code,
      @RequestParam(defaultValue = "disconnected by an administrator") String reason) {
    checkClosing(code, reason);
    if (!transport.disconnect(id, new CloseStatus(code, reason))) {
      throw notFound(id);
    }
    logger.info("administration disconnects client {}: {} {}", id, code, reason);
  }

  private static void checkClosing(int code, String reason) {
    if (!CloseCode.isAllowedOnWire(code)) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER,
          "code must be 1000 to 1003, 1007 to 1014 or 3000 to 4999: code=" + code);
    }
    int reasonBytes = reason.getBytes(StandardCharsets.UTF_8).length;
    if (reasonBytes > CloseStatus.MAX_REASON_BYTES) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER,
          "reason must be at most "
              + CloseStatus.MAX_REASON_BYTES
              + " bytes of UTF-8: "
              + reasonBytes
              + " bytes");
    }
    if (reason.chars().anyMatch(Character::isISOControl)) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER, "reason must be free of control characters");
    }
  }

  private static ProblemException notFound(long id) {
    return new ProblemException(
        ProblemType.CLIENT_NOT_FOUND, "No client with the id " + id + " is connected.");
  }
}
