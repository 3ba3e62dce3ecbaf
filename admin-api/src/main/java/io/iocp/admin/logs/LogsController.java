package io.iocp.admin.logs;

import io.iocp.admin.AdminApi;
import io.iocp.admin.paging.PageLimit;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The end of the server's log. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/logs")
class LogsController {

  private final LogTail tail;

  LogsController(LogTail tail) {
    this.tail = tail;
  }

  /**
   * Shows the latest lines, oldest first.
   *
   * @param level only lines of this level or above
   * @param limit most entries to answer with, 1 to 1000
   */
  @GetMapping
  LogPage latest(
      @RequestParam(defaultValue = "INFO") LogLevel level,
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit) {
    PageLimit.check(limit);
    return new LogPage(tail.latest(level, limit));
  }

  /**
   * The end of the log.
   *
   * @param lines oldest first
   */
  record LogPage(List<LogLine> lines) {}
}
