package io.iocp.admin.logs;

import io.iocp.admin.AdminApi;
import io.iocp.admin.paging.PageLimit;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(AdminApi.BASE_PATH + "/logs")
class LogsController {

  private final LogTail tail;

  LogsController(LogTail tail) {
    this.tail = tail;
  }

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
