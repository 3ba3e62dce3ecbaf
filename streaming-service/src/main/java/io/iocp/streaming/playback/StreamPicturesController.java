package io.iocp.streaming.playback;

import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AccessDecision;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.streaming.access.AccessRequest;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.WebCallers;
import io.iocp.streaming.playback.StillPictures.Picture;
import io.iocp.streaming.stream.StreamId;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /streams/{name}/picture}: the newest keyframe of a live stream, as an MP4 of one picture
 * or as JPEG, whichever the stream has, for whoever may watch it. What the list of streams shows.
 */
@RestController
public final class StreamPicturesController {

  private final StillPictures pictures;
  private final AccessControl access;
  private final WebCallers callers;

  /** Pictures of streams, for whoever may watch them. */
  public StreamPicturesController(
      StillPictures pictures, AccessControl access, WebCallers callers) {
    this.pictures = pictures;
    this.access = access;
    this.callers = callers;
  }

  /** The newest picture of a stream. */
  @GetMapping("/streams/{name}/picture")
  ResponseEntity<?> picture(@PathVariable String name, HttpServletRequest request) {
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
    Picture picture = pictures.newest(new StreamId(name));
    byte[] body = picture.toArray();
    if (body == null) {
      return text(picture.status(), picture.reason());
    }
    return ResponseEntity.ok()
        .contentType(MediaType.valueOf(picture.contentType()))
        .cacheControl(CacheControl.maxAge(StillPictures.LIFETIME).cachePrivate())
        .body(body);
  }

  private static ResponseEntity<String> text(int status, String reason) {
    return ResponseEntity.status(status)
        .contentType(MediaType.TEXT_PLAIN)
        .cacheControl(CacheControl.noStore())
        .body(reason);
  }
}
