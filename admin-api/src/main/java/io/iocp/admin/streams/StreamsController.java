package io.iocp.admin.streams;

import io.iocp.admin.AdminApi;
import io.iocp.admin.closing.Closing;
import io.iocp.admin.paging.PageLimit;
import io.iocp.admin.paging.PageOf;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import io.iocp.admin.security.AuditDetail;
import io.iocp.websocket.protocol.WsClose;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The live streams and their viewers. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/streams")
class StreamsController {

  private final StreamDirectory directory;

  StreamsController(StreamDirectory directory) {
    this.directory = directory;
  }

  /**
   * Lists the streams by name.
   *
   * @param limit maximum number of entries, 1 to 1000
   * @param after only streams whose name sorts after this one: next of the previous page
   */
  @GetMapping
  StreamPage list(
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit,
      @RequestParam(defaultValue = "") String after) {
    PageLimit.check(limit);
    List<StreamView> found =
        directory.streams().stream()
            .filter(stream -> stream.name().compareTo(after) > 0)
            .sorted(Comparator.comparing(StreamView::name))
            .limit(limit + 1L)
            .toList();
    PageOf<StreamView> page = PageOf.first(found, limit);
    return new StreamPage(page.entries(), page.next(StreamView::name));
  }

  /**
   * Shows one stream.
   *
   * @param name the stream's name
   */
  @GetMapping("/{name}")
  StreamView get(@PathVariable String name) {
    return directory.stream(name).orElseThrow(() -> notFound(name));
  }

  /**
   * Stops a stream: its publisher is disconnected, and it ends for its viewers. It is listed until
   * that is complete.
   *
   * @param name the stream's name
   * @param code code of the publisher's close frame: 1000 to 1003, 1007 to 1014 or 3000 to 4999
   * @param reason reason in that close frame, at most 123 bytes of UTF-8
   */
  @DeleteMapping("/{name}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void stop(
      @PathVariable String name,
      @RequestParam(defaultValue = Closing.DEFAULT_CODE) int code,
      @RequestParam(defaultValue = "stopped by an administrator") String reason) {
    if (!directory.stop(name, Closing.status(code, reason))) {
      throw notFound(name);
    }
  }

  /**
   * Lists the viewers of a stream by client id.
   *
   * @param name the stream's name
   * @param limit maximum number of entries, 1 to 1000
   * @param after only viewers whose client has a larger id: next of the previous page
   */
  @GetMapping("/{name}/viewers")
  ViewerPage viewers(
      @PathVariable String name,
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit,
      @RequestParam(defaultValue = "0") long after) {
    PageLimit.check(limit);
    List<StreamViewer> found =
        directory.viewers(name, after, limit + 1).orElseThrow(() -> notFound(name));
    PageOf<StreamViewer> page = PageOf.first(found, limit);
    return new ViewerPage(page.entries(), page.next(StreamViewer::client));
  }

  /**
   * Disconnects a viewer. It is listed until that is complete.
   *
   * @param name the stream's name
   * @param client id of the viewer's client
   * @param code code of the close frame: 1000 to 1003, 1007 to 1014 or 3000 to 4999
   * @param reason reason in the close frame, at most 123 bytes of UTF-8
   */
  @DeleteMapping("/{name}/viewers/{client}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void kick(
      @PathVariable String name,
      @PathVariable long client,
      @RequestParam(defaultValue = Closing.DEFAULT_CODE) int code,
      @RequestParam(defaultValue = Closing.DEFAULT_REASON) String reason) {
    WsClose status = Closing.status(code, reason);
    if (directory.stream(name).isEmpty()) {
      throw notFound(name);
    }
    if (!directory.kick(name, client, status)) {
      throw new ProblemException(
          ProblemType.VIEWER_NOT_FOUND, "The client " + client + " does not watch " + name + ".");
    }
  }

  /**
   * Holds a viewer to one rendition of its stream, whatever its link carries. It goes there at the
   * next keyframe, and watches another while that one is not live.
   *
   * @param name the stream's name, or that of any of its renditions
   * @param client id of the viewer's client
   * @param request the rendition
   */
  @PutMapping("/{name}/viewers/{client}/rendition")
  PinnedRendition pin(
      @PathVariable String name,
      @PathVariable long client,
      @RequestBody RenditionRequest request,
      HttpServletRequest http) {
    String rendition = request.rendition();
    if (rendition == null || rendition.isEmpty()) {
      throw ProblemException.invalid("rendition", rendition, "what follows the @ in its name");
    }
    AuditDetail.set(http, rendition);
    check(directory.pin(name, client, rendition), name, client, rendition);
    return new PinnedRendition(client, rendition);
  }

  /**
   * Lets a viewer move among renditions by itself again.
   *
   * @param name the stream's name, or that of any of its renditions
   * @param client id of the viewer's client
   */
  @DeleteMapping("/{name}/viewers/{client}/rendition")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void unpin(@PathVariable String name, @PathVariable long client) {
    check(directory.pin(name, client, null), name, client, "");
  }

  private static void check(
      StreamDirectory.Pinning outcome, String name, long client, String rendition) {
    switch (outcome) {
      case DONE -> {}
      case NO_VIEWER ->
          throw new ProblemException(
              ProblemType.VIEWER_NOT_FOUND,
              "The client " + client + " does not watch " + name + " or a rendition of it.");
      case NOT_ADAPTIVE ->
          throw new ProblemException(
              ProblemType.VIEWER_NOT_ADAPTIVE,
              "The client "
                  + client
                  + " watches one stream and no other: only WebSocket viewers of a stream with"
                  + " renditions, who named none of them, can be moved.");
      case NO_RENDITION ->
          throw new ProblemException(
              ProblemType.RENDITION_NOT_FOUND,
              "No rendition " + rendition + " of " + name + " is live.");
    }
  }

  private static ProblemException notFound(String name) {
    return new ProblemException(
        ProblemType.STREAM_NOT_FOUND, "No live stream is named " + name + ".");
  }
}
