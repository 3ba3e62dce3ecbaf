package io.iocp.streaming.recording;

import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AccessCounter;
import io.iocp.streaming.access.AccessDecision;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.streaming.access.AccessRequest;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.WebCallers;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /recordings.json} lists what the caller may watch; {@code /recordings/{id}.mp4} is a
 * recording, or a part of it, as one MP4 file that can be played and sought in while it is loaded.
 * Whoever may watch a stream may watch its recordings.
 */
@RestController
@ConditionalOnProperty(prefix = "streaming.recording", name = "directory")
public final class RecordingsController {

  private static final int MAX_LISTED = 1000;
  private static final String ANY_STREAM = "any";

  private final Recordings recordings;
  private final AccessControl access;
  private final WebCallers callers;

  /** Shows these recordings to whoever may watch their streams. */
  public RecordingsController(Recordings recordings, AccessControl access, WebCallers callers) {
    this.recordings = recordings;
    this.access = access;
    this.callers = callers;
  }

  /**
   * The newest recordings, a thousand at most.
   *
   * @param stream only those of this stream
   * @param from only those that end behind this time
   * @param to only those that begin before this time
   */
  @GetMapping("/recordings.json")
  ResponseEntity<?> list(
      @RequestParam(required = false) @Nullable String stream,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      HttpServletRequest request) {
    List<RecordingSnapshot> found;
    try {
      found = recordings.list(stream, instant(from), instant(to));
    } catch (DateTimeParseException e) {
      return text(400, "from and to must be times such as 2026-01-31T12:00:00Z");
    }
    AccessControl.Listing listing =
        access.listing(callers.credentials(request, Action.LIST), callers.address(request));
    boolean closed =
        access.look(request(ANY_STREAM, request)) instanceof Denied denied
            && denied.cause() == AccessCounter.REFUSED_CLOSED;
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(
            new Listed(
                found.stream()
                    .filter(recording -> !closed && listing.names().test(recording.stream()))
                    .limit(MAX_LISTED)
                    .toList()));
  }

  /** What can be watched. */
  record Listed(List<RecordingSnapshot> recordings) {}

  /**
   * Plays or downloads a recording.
   *
   * @param from begins with the keyframe at or before this time; the start if not given
   * @param to ends before this time; the end if not given
   * @param download whether browsers are to save it
   */
  @GetMapping("/recordings/{id}.mp4")
  ResponseEntity<?> media(
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(defaultValue = "false") boolean download,
      HttpServletRequest request)
      throws IOException {
    Optional<RecordingSnapshot> recording = recordings.find(id);
    // Of one that is not there nobody is told more than that, if he may watch streams of its name.
    String stream = recording.map(RecordingSnapshot::stream).orElse(id.split("~", 2)[0]);
    AccessDecision decision = access.decide(request(stream, request));
    if (decision instanceof Denied denied) {
      return text(denied.httpStatus(), denied.reason());
    }
    try {
      Optional<Clip> clip = recordings.clip(id, instant(from), instant(to));
      return clip.isPresent()
          ? media(clip.get(), download)
          : text(404, "there is no recording " + stream);
    } catch (ClipRefused e) {
      return text(422, e.getMessage());
    } catch (DateTimeParseException e) {
      return text(400, "from and to must be times such as 2026-01-31T12:00:00Z");
    }
  }

  private AccessRequest request(String stream, HttpServletRequest request) {
    return new AccessRequest(
        Action.WATCH, stream, callers.credentials(request, Action.WATCH), callers.address(request));
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null || text.isEmpty() ? null : Instant.parse(text);
  }

  private static ResponseEntity<Resource> media(Clip clip, boolean download) {
    ContentDisposition disposition =
        (download ? ContentDisposition.attachment() : ContentDisposition.inline())
            .filename(clip.fileName())
            .build();
    return ResponseEntity.ok()
        .contentType(MediaType.valueOf("video/mp4"))
        .header(HttpHeaders.CONTENT_DISPOSITION, disposition.toString())
        .cacheControl(CacheControl.noStore())
        .body(new ClipResource(clip));
  }

  private static ResponseEntity<String> text(int status, @Nullable String reason) {
    return ResponseEntity.status(status)
        .contentType(MediaType.TEXT_PLAIN)
        .cacheControl(CacheControl.noStore())
        .body(reason);
  }
}
