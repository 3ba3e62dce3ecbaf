package io.iocp.admin.streams;

import java.util.Optional;

/** What a service has that can show pictures of its live streams. */
public interface StreamPictures {

  /**
   * The newest picture of a stream. May take a while.
   *
   * @param name the stream's name, whatever was asked for
   * @return empty where there is none at the moment
   */
  Optional<StreamPicture> picture(String name);
}
