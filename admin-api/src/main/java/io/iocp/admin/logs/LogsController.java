package io.iocp.admin.logs;

import io.iocp.admin.AdminApi;
import io.iocp.admin.paging.PageLimit;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The latest lines of the server's log. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/logs")
class LogsController {

  private final LogTail tail;

  LogsController(LogTail tail) {
    this.tail = tail;
  }

  /**
   * Lists the latest lines, oldest first.
   *
   * @param level only lines of this level or above
   * @param limit maximum number of entries, 1 to 1000
   */
  @GetMapping
  LogPage latest(
      @RequestParam(defaultValue = "INFO") LogLevel level,
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit) {
    PageLimit.check(limit);
    return new LogPage(tail.latest(level, limit));
  }

  /**
   * The latest lines of the log.
   *
   * @param lines lines, oldest first
   */
  record LogPage(List<LogLine> lines) {}
}
