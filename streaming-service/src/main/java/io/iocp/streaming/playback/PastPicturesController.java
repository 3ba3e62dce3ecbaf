package io.iocp.streaming.playback;

import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AccessDecision;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.streaming.access.AccessRequest;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.WebCallers;
import io.iocp.streaming.history.PastViewers;
import io.iocp.streaming.history.SeekTarget;
import io.iocp.streaming.media.still.StillPicture;
import io.iocp.streaming.recording.HistoryReader.Piece;
import io.iocp.streaming.stream.StreamDescription;
import io.iocp.streaming.stream.StreamId;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /streams/{name}/picture.mp4?at=…}: the keyframe at or before a moment of the past as an
 * MP4 of one picture, for whoever may watch the stream. What a seek bar shows.
 */
@RestController
@ConditionalOnProperty(prefix = "streaming.dvr", name = "window")
public final class PastPicturesController {

  /** Each reads a chunk from the disk, and holds it in memory. */
  private static final int MAXIMUM_AT_ONCE = 4;

  private static final Duration LIFETIME = Duration.ofMinutes(1);

  private final PastViewers past;
  private final AccessControl access;
  private final WebCallers callers;
  private final Semaphore places = new Semaphore(MAXIMUM_AT_ONCE);

  /** Pictures of the past of streams, for whoever may watch them. */
  public PastPicturesController(PastViewers past, AccessControl access, WebCallers callers) {
    this.past = past;
    this.access = access;
    this.callers = callers;
  }

  /**
   * A picture of a stream.
   *
   * @param at the moment: a time, or one before live such as {@code -5m}
   */
  @GetMapping("/streams/{name}/picture.mp4")
  ResponseEntity<?> picture(
      @PathVariable String name, @RequestParam String at, HttpServletRequest request)
      throws IOException {
    Optional<SeekTarget> moment = SeekTarget.of(at);
    if (StreamId.whyInvalid(name).isPresent() || moment.isEmpty()) {
      return text(400, "at must be a time such as 2026-01-31T12:00:00Z, or -5m");
    }
    AccessDecision decision =
        access.look(
            new AccessRequest(
                Action.WATCH,
                name,
                callers.credentials(request, Action.WATCH),
                callers.address(request)));
    if (decision instanceof Denied denied) {
      return text(denied.httpStatus(), denied.reason());
    }
    if (!places.tryAcquire()) {
      return text(503, "too many pictures are being made");
    }
    try {
      return past.keyframe(new StreamId(name), moment.get())
          .flatMap(PastPicturesController::picture)
          .<ResponseEntity<?>>map(PastPicturesController::answer)
          .orElseGet(() -> text(404, "there is no picture of that time"));
    } finally {
      places.release();
    }
  }

  private static Optional<ByteBuffer> picture(Piece piece) {
    StreamDescription what = piece.begins();
    return what == null
        ? Optional.empty()
        : StillPicture.mp4(what.format(), piece.init(), piece.bytes());
  }

  private static ResponseEntity<byte[]> answer(ByteBuffer picture) {
    byte[] bytes = new byte[picture.remaining()];
    picture.get(bytes);
    return ResponseEntity.ok()
        .contentType(MediaType.valueOf("video/mp4"))
        .cacheControl(CacheControl.maxAge(LIFETIME).cachePrivate())
        .body(bytes);
  }

  private static ResponseEntity<String> text(int status, String reason) {
    return ResponseEntity.status(status)
        .contentType(MediaType.TEXT_PLAIN)
        .cacheControl(CacheControl.noStore())
        .body(reason);
  }
}
