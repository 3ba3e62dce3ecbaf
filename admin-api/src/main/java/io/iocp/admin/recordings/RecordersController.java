package io.iocp.admin.recordings;

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

/** What records now. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/recorders")
class RecordersController {

  private final RecordingDirectory directory;

  RecordersController(RecordingDirectory directory) {
    this.directory = directory;
  }

  /** Shows what records now, and how much the disk has. */
  @GetMapping
  RecorderList recorders() {
    return new RecorderList(directory.recorders(), directory.storage());
  }

  /**
   * Records a live stream until it ends. One whose recording has failed is tried again at once.
   *
   * @param stream the stream's name
   */
  @PostMapping("/{stream}/start")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void start(@PathVariable String stream) {
    if (!directory.start(stream)) {
      throw new ProblemException(
          ProblemType.STREAM_NOT_FOUND, "No live stream is named " + stream + ".");
    }
  }

  /**
   * Stops recording a stream; what was written is kept. When the stream is published again, its
   * name decides again whether it is recorded.
   *
   * @param stream the stream's name
   */
  @PostMapping("/{stream}/stop")
  @ResponseStatus(HttpStatus.ACCEPTED)
  void stop(@PathVariable String stream) {
    if (!directory.stop(stream)) {
      throw new ProblemException(
          ProblemType.RECORDER_NOT_FOUND, "The stream " + stream + " is not recorded.");
    }
  }
}
