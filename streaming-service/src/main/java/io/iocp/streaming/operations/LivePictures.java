package io.iocp.streaming.operations;

import io.iocp.admin.streams.StreamPicture;
import io.iocp.admin.streams.StreamPictures;
import io.iocp.streaming.playback.StillPictures;
import io.iocp.streaming.playback.StillPictures.Picture;
import io.iocp.streaming.stream.StreamId;
import java.util.Optional;

/** Pictures of live streams as the administration API sees them. */
final class LivePictures implements StreamPictures {

  private final StillPictures pictures;

  LivePictures(StillPictures pictures) {
    this.pictures = pictures;
  }

  @Override
  public Optional<StreamPicture> picture(String name) {
    if (StreamId.whyInvalid(name).isPresent()) {
      return Optional.empty();
    }
    Picture picture = pictures.newest(new StreamId(name));
    return Optional.ofNullable(picture.toArray())
        .map(bytes -> new StreamPicture(picture.contentType(), bytes));
  }
}
