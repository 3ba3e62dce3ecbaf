package io.iocp.admin.files;

import io.iocp.admin.AdminApi;
import io.iocp.admin.paging.PageLimit;
import io.iocp.admin.paging.PageOf;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import io.iocp.admin.security.AuditDetail;
import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.Visibility;
import io.iocp.file.FileExchange;
import io.iocp.file.FileFailure;
import io.iocp.file.FileStart;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
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

/** File transfers to and from clients. */
@RestController
@RequestMapping(FilesController.PATH)
class FilesController {

  static final String PATH = AdminApi.BASE_PATH + "/files";

  private final FileExchange exchange;
  private final CallerVisibility caller;

  FilesController(FileExchange exchange, CallerVisibility caller) {
    this.exchange = exchange;
    this.caller = caller;
  }

  /**
   * Lists the running transfers, in the order in which they were started.
   *
   * @param limit maximum number of entries, 1 to 1000
   * @param after only transfers with a larger id: next of the previous page
   */
  @GetMapping
  TransferPage list(
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit,
      @RequestParam(defaultValue = "0") long after) {
    PageLimit.check(limit);
    Visibility visibility = caller.current();
    List<TransferView> found =
        exchange.transfers().stream()
            .filter(transfer -> visibility.file(transfer.name()))
            .filter(transfer -> transfer.id() > after)
            .limit(limit + 1L)
            .map(TransferView::of)
            .toList();
    PageOf<TransferView> page = PageOf.first(found, limit);
    return new TransferPage(page.entries(), page.next(TransferView::id));
  }

  /**
   * Shows one running transfer.
   *
   * @param id the transfer's id
   */
  @GetMapping("/{id}")
  TransferView get(@PathVariable long id) {
    Visibility visibility = caller.current();
    return exchange
        .transfer(id)
        .filter(transfer -> visibility.file(transfer.name()))
        .map(TransferView::of)
        .orElseThrow(() -> notFound(id));
  }

  /**
   * Offers a file to a client. Its content is sent when the client has accepted it.
   *
   * @param request the file and the client
   */
  @ApiResponse(responseCode = "201", description = "The transfer was started.")
  @PostMapping
  ResponseEntity<TransferView> start(
      @RequestBody TransferRequest request, HttpServletRequest http) {
    Long client = request.client();
    String name = request.name();
    if (client == null || name == null) {
      throw ProblemException.invalid(client == null ? "client" : "name", null, "given");
    }
    FileStart start = exchange.send(client, name);
    if (start instanceof FileStart.Refused refused) {
      throw problem(client, name, refused);
    }
    TransferView transfer = TransferView.of(((FileStart.Started) start).transfer());
    // Only now: a name that was let in has no characters that could forge a line of the log.
    AuditDetail.set(http, name + " to client " + client);
    return ResponseEntity.created(URI.create(PATH + "/" + transfer.id())).body(transfer);
  }

  private static ProblemException problem(long client, String name, FileStart.Refused refused) {
    FileFailure failure = refused.failure();
    return switch (failure) {
      case GONE ->
          new ProblemException(
              ProblemType.CLIENT_NOT_FOUND,
              "No client with the id " + client + " has a session for files.");
      case NOT_FOUND ->
          new ProblemException(ProblemType.FILE_NOT_FOUND, "No file is named " + name + ".");
      case BAD_NAME ->
          new ProblemException(ProblemType.INVALID_PARAMETER, "name: " + refused.reason());
      default ->
          new ProblemException(
              ProblemType.TRANSFER_REFUSED, failure.code() + ": " + refused.reason());
    };
  }

  /**
   * Cancels a transfer. It is listed until both sides have released it. What was received is kept,
   * so that the transfer can be resumed.
   *
   * @param id the transfer's id
   */
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void cancel(@PathVariable long id) {
    if (!exchange.cancel(id)) {
      throw notFound(id);
    }
  }

  private static ProblemException notFound(long id) {
    return new ProblemException(
        ProblemType.TRANSFER_NOT_FOUND, "No transfer with the id " + id + " is running.");
  }
}
