package io.iocp.admin.streams;

import io.iocp.admin.AdminApi;
import io.iocp.admin.problem.ProblemException;
import io.iocp.admin.problem.ProblemType;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What live streams look like. */
@RestController
@RequestMapping(AdminApi.BASE_PATH + "/streams")
class StreamPicturesController {

  private final StreamPictures pictures;

  StreamPicturesController(StreamPictures pictures) {
    this.pictures = pictures;
  }

  /**
   * Shows the newest picture of a stream: as JPEG, or as a video of one picture, which browsers
   * show in a video element.
   *
   * @param name the stream's name
   */
  @GetMapping(
      path = "/{name}/picture",
      produces = {"video/mp4", MediaType.IMAGE_JPEG_VALUE})
  ResponseEntity<Resource> picture(@PathVariable String name) {
    StreamPicture picture =
        pictures
            .picture(name)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.STREAM_NOT_FOUND,
                        "There is no picture of a stream that is named " + name + "."));
    return ResponseEntity.ok()
        .contentType(MediaType.valueOf(picture.contentType()))
        .cacheControl(CacheControl.noStore())
        .body(new ByteArrayResource(picture.bytes()));
  }
}
