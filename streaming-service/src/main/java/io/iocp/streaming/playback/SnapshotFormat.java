package io.iocp.streaming.playback;

import io.iocp.streaming.media.still.StillPicture;
import io.iocp.streaming.relay.PictureSource;
import java.nio.ByteBuffer;
import java.util.Optional;

/** How a picture is asked for. */
enum SnapshotFormat {
  MP4(".mp4", "video/mp4") {
    @Override
    Optional<ByteBuffer> picture(PictureSource source) {
      return StillPicture.mp4(
          source.description().format(), source.initSegmentBytes(), source.keyframeBytes());
    }
  },
  JPEG(".jpg", "image/jpeg") {
    @Override
    Optional<ByteBuffer> picture(PictureSource source) {
      return source.description().format().equals("jpeg")
          ? Optional.of(source.keyframeBytes())
          : Optional.empty();
    }
  };

  private final String suffix;
  private final String contentType;

  SnapshotFormat(String suffix, String contentType) {
    this.suffix = suffix;
    this.contentType = contentType;
  }

  /** The format that a file's name asks for. */
  static Optional<SnapshotFormat> of(String fileName) {
    for (SnapshotFormat format : values()) {
      if (fileName.endsWith(format.suffix)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** The stream's name in that of a file. */
  String streamName(String fileName) {
    return fileName.substring(0, fileName.length() - suffix.length());
  }

  String contentType() {
    return contentType;
  }

  /** The picture; empty where the stream has none of this kind. Copies, and may take a while. */
  abstract Optional<ByteBuffer> picture(PictureSource source);
}
