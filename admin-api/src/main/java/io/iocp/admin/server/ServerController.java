package io.iocp.admin.server;

import io.iocp.IocpTransport;
import io.iocp.TransportSnapshot;
import io.iocp.admin.AdminApi;
import io.iocp.admin.problem.ProblemException;
import io.iocp.state.StateKeeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The server as a whole. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/server")
class ServerController {

  private final IocpTransport transport;
  private final Drain drain;
  private final StatisticsSource statistics;
  private final @Nullable StateKeeper keeper;
  private final String name;
  private final Instant startedAt;
  private final InstantSource clock;

  /**
   * @param keeper keeps state, if any is kept
   */
  ServerController(
      IocpTransport transport,
      Drain drain,
      StatisticsSource statistics,
      @Nullable StateKeeper keeper,
      String name,
      Instant startedAt,
      InstantSource clock) {
    this.transport = transport;
    this.drain = drain;
    this.statistics = statistics;
    this.keeper = keeper;
    this.name = name;
    this.startedAt = startedAt;
    this.clock = clock;
  }

  /** Shows the description of the server. */
  @GetMapping
  ServerView server() {
    TransportSnapshot snapshot = transport.figures().snapshot();
    return new ServerView(
        name,
        IocpTransport.class.getPackage().getImplementationVersion(),
        new ServerView.Engine(snapshot.engine(), snapshot.engineReason()),
        snapshot.address(),
        Runtime.version().toString(),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        startedAt,
        Duration.between(startedAt, clock.instant()).toSeconds(),
        snapshot.connections(),
        drain.view(),
        state());
  }

  private ServerView.State state() {
    if (keeper == null) {
      return ServerView.State.NOT_KEPT;
    }
    return keeper.isKeeping() ? ServerView.State.KEPT : ServerView.State.FAILING;
  }

  /** Shows statistics of the server for each of the last 600 seconds. */
  @GetMapping("/statistics")
  StatisticsPage statistics() {
    return new StatisticsPage(statistics.remembered());
  }

  /**
   * Statistics of the last minutes.
   *
   * @param seconds one entry per second, oldest first
   */
  record StatisticsPage(List<Statistics> seconds) {}

  /** Shows whether the server is draining. */
  @GetMapping("/drain")
  DrainView drain() {
    return drain.view();
  }

  /**
   * Drains the server: its readiness goes down, and its clients are disconnected if requested, as
   * during shutdown: evenly, publishers last, and without accepting new ones unless that is
   * configured. Once clients are being disconnected, another request changes nothing.
   *
   * @param request how to disconnect the clients; they stay connected if omitted
   */
  @PutMapping("/drain")
  DrainView startDraining(@RequestBody(required = false) @Nullable DrainRequest request) {
    Integer seconds = request == null ? null : request.disconnectOverSeconds();
    if (seconds != null && (seconds < 0 || seconds > DrainRequest.MAXIMUM_SECONDS)) {
      throw ProblemException.invalid(
          "disconnectOverSeconds", seconds, "0 to " + DrainRequest.MAXIMUM_SECONDS);
    }
    return drain.on(seconds == null ? null : Duration.ofSeconds(seconds));
  }

  /** Ends draining. */
  @DeleteMapping("/drain")
  DrainView stopDraining() {
    return drain.off();
  }
}
