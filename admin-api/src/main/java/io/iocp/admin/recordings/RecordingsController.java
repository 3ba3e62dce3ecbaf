package io.iocp.admin.recordings;

import io.iocp.admin.AdminApi;
import io.iocp.admin.paging.PageLimit;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What is recorded. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/recordings")
class RecordingsController {

  private static final String MP4 = "video/mp4";

  private final RecordingDirectory directory;

  RecordingsController(RecordingDirectory directory) {
    this.directory = directory;
  }

  /**
   * Lists recordings, the newest first.
   *
   * @param stream only recordings of this stream
   * @param from only recordings that end after this time, such as 2026-11-25T20:00:00Z
   * @param to only recordings that begin before this time
   * @param limit maximum number of entries, 1 to 1000
   * @param after only recordings behind this one: next of the previous page
   */
  @GetMapping
  RecordingPage list(
      @RequestParam(defaultValue = "") String stream,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit,
      @RequestParam(defaultValue = "") String after) {
    PageLimit.check(limit);
    List<RecordingView> all =
        directory.recordings(
            stream.isEmpty() ? null : stream, instant("from", from), instant("to", to));
    List<RecordingView> rest = after.isEmpty() ? all : behind(all, after);
    if (rest.size() <= limit) {
      return new RecordingPage(rest, all.size(), null);
    }
    return new RecordingPage(rest.subList(0, limit), all.size(), rest.get(limit - 1).id());
  }

  private static List<RecordingView> behind(List<RecordingView> all, String id) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).id().equals(id)) {
        return all.subList(i + 1, all.size());
      }
    }
    throw ProblemException.invalid("after", id, "next of the previous page");
  }

  private static @Nullable Instant instant(String name, String text) {
    try {
      return text.isEmpty() ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw ProblemException.invalid(name, text, "a time such as 2026-11-25T20:00:00Z");
    }
  }

  /**
   * Shows one recording.
   *
   * @param id the recording's id
   */
  @GetMapping("/{id}")
  RecordingView get(@PathVariable String id) {
    return directory.recording(id).orElseThrow(() -> notFound(id));
  }

  /**
   * Reads a recording, or a part of it, as one MP4 file that can be played while it is loaded. Its
   * media is as it was published. Ranges are supported.
   *
   * @param id the recording's id
   * @param from beginning of the part: the file begins with the keyframe at or before this time
   * @param to end of the part
   * @param download whether browsers are told to save it
   */
  @GetMapping(path = "/{id}/media", produces = MP4)
  ResponseEntity<Resource> media(
      @PathVariable String id,
      @RequestParam(defaultValue = "") String from,
      @RequestParam(defaultValue = "") String to,
      @RequestParam(defaultValue = "false") boolean download) {
    Resource media;
    try {
      media =
          directory
              .media(id, instant("from", from), instant("to", to))
              .orElseThrow(() -> notFound(id));
    } catch (RecordingRefusedException e) {
      throw refused(e);
    }
    ContentDisposition disposition =
        (download ? ContentDisposition.attachment() : ContentDisposition.inline())
            .filename(String.valueOf(media.getFilename()))
            .build();
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_TYPE, MP4)
        .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString())
        .cacheControl(CacheControl.noStore())
        .body(media);
  }

  /**
   * Deletes a recording and its files. One that is being written must be stopped before.
   *
   * @param id the recording's id
   */
  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String id) {
    try {
      if (!directory.delete(id)) {
        throw notFound(id);
      }
    } catch (RecordingRefusedException e) {
      throw refused(e);
    }
  }

  private static ProblemException refused(RecordingRefusedException e) {
    String reason = String.valueOf(e.getMessage());
    return new ProblemException(
        ProblemType.RECORDING_REFUSED,
        Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".");
  }

  private static ProblemException notFound(String id) {
    return new ProblemException(
        ProblemType.RECORDING_NOT_FOUND, "There is no recording " + id + ".");
  }
}
