package io.iocp.admin.events;

import io.iocp.admin.AdminApi;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import io.iocp.admin.security.CallerVisibility;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Live events of the server. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/events")
class EventsController {

  private static final long MAXIMUM_QUEUED_BYTES = 4 << 20;

  private final EventHub hub;
  private final CallerVisibility caller;

  EventsController(EventHub hub, CallerVisibility caller) {
    this.hub = hub;
    this.caller = caller;
  }

  /**
   * Streams events once a second as Server-Sent Events. Subscribers that do not keep up are
   * disconnected. A subscriber that reconnects with the id of the last event that it received
   * resumes without a gap, or gets an event reset, after which it must query everything again.
   * Events are about what the caller may know of.
   *
   * @param types types of events, separated by commas: clients, streams, files, statistics, log,
   *     log-lost; all if omitted
   * @param level only log events of this level or above
   * @param lastEventId id of the last event that the subscriber received
   */
  @Operation(
      responses =
          @ApiResponse(
              responseCode = "200",
              description = "Events, until either side closes the connection.",
              content =
                  @Content(
                      mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                      schema = @Schema(type = "string"))))
  @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void subscribe(
      @RequestParam(defaultValue = "") Set<String> types,
      @RequestParam(defaultValue = "INFO") Level level,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    checkTypes(types);
    EventFilter filter = new EventFilter(Set.copyOf(types), level.number(), caller.current());
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    // nginx would collect what must arrive at once.
    response.setHeader("X-Accel-Buffering", "no");
    ServletOutputStream out = response.getOutputStream();
    String owner = Objects.requireNonNullElse(request.getRemoteUser(), "");
    if (!hub.subscribe(() -> subscriber(request, out, filter, owner), filter, lastEventId, owner)) {
      response.reset();
      throw new ProblemException(
          ProblemType.TOO_MANY_SUBSCRIBERS,
          "The maximum number of event subscribers, or of this user's, is reached. Try again"
              + " later.");
    }
  }

  private Subscriber subscriber(
      HttpServletRequest request, ServletOutputStream out, EventFilter filter, String owner) {
    AsyncContext context = request.startAsync();
    context.setTimeout(0);
    return new Subscriber(
        context, out, filter, MAXIMUM_QUEUED_BYTES, ended -> hub.unsubscribe(ended, owner));
  }

  private void checkTypes(Set<String> types) {
    Set<String> unknown = new TreeSet<>(types);
    unknown.removeAll(hub.types());
    if (!unknown.isEmpty()) {
      throw new ProblemException(
          ProblemType.INVALID_PARAMETER,
          "types must be among " + hub.types() + ": types=" + String.join(",", unknown));
    }
  }

  /** The levels of log events. */
  enum Level {
    TRACE(0),
    DEBUG(10),
    INFO(20),
    WARN(30),
    ERROR(40);

    private final int number;

    Level(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }
}
