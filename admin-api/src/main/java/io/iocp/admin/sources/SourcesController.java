package io.iocp.admin.sources;

import io.iocp.admin.AdminApi;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The streams that the service fetches, and how that goes. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/sources")
class SourcesController {

  private final SourceDirectory directory;

  SourcesController(SourceDirectory directory) {
    this.directory = directory;
  }

  /** Lists the sources by the names of their streams. */
  @GetMapping
  SourceList list() {
    return new SourceList(directory.sources());
  }

  /**
   * Shows the source of one stream.
   *
   * @param stream the stream's name
   */
  @GetMapping("/{stream}")
  SourceView get(@PathVariable String stream) {
    return directory.source(stream).orElseThrow(() -> notFound(stream));
  }

  /**
   * Starts a source, also before its time when it has failed. One on demand stops again when nobody
   * watches.
   *
   * @param stream the stream's name
   */
  @PostMapping("/{stream}/start")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void start(@PathVariable String stream) {
    if (!directory.start(stream)) {
      throw notFound(stream);
    }
  }

  /**
   * Stops a source until it is started here again, whoever wants to watch. That takes a moment.
   *
   * @param stream the stream's name
   */
  @PostMapping("/{stream}/stop")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void stop(@PathVariable String stream) {
    if (!directory.stop(stream)) {
      throw notFound(stream);
    }
  }

  private static ProblemException notFound(String stream) {
    return new ProblemException(
        ProblemType.SOURCE_NOT_FOUND, "The stream " + stream + " has no source.");
  }
}
