package io.iocp.admin.streams;

import io.iocp.admin.AdminApi;
import io.iocp.admin.paging.PageLimit;
import java.util.Comparator;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(AdminApi.BASE_PATH + "/streams")
class StreamsController {

  private final StreamDirectory directory;

  StreamsController(StreamDirectory directory) {
    this.directory = directory;
  }

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
    if (found.size() <= limit) {
      return new StreamPage(found, null);
    }
    return new StreamPage(found.subList(0, limit), found.get(limit - 1).name());
  }
}
