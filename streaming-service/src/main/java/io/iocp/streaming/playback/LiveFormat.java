package io.iocp.streaming.playback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.stream.StreamDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a container is asked for over HTTP. */
enum LiveFormat {
  MP4(".mp4", "fmp4"),
  WEBM(".webm", "webm"),
  MJPEG(".mjpeg", "jpeg");

  private static final String BOUNDARY = "picture";

  /** Most bytes in front of a picture. */
  private static final int PART_HEAD_BYTES = 128;

  private final String suffix;
  private final String container;

  LiveFormat(String suffix, String container) {
    this.suffix = suffix;
    this.container = container;
  }

  /** The format that a file's name asks for. */
  static Optional<LiveFormat> of(String fileName) {
    for (LiveFormat format : values()) {
      if (fileName.endsWith(format.suffix)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** How this stream is to be asked for. */
  static String of(StreamDescription description) {
    for (LiveFormat format : values()) {
      if (format.container.equals(description.format())) {
        return format.suffix;
      }
    }
    return description.format();
  }

  /** The stream's name in that of a file. */
  String streamName(String fileName) {
    return fileName.substring(0, fileName.length() - suffix.length());
  }

  /** The container's name, as in a {@link StreamDescription}. */
  String container() {
    return container;
  }

  String contentType(StreamDescription description) {
    return this == MJPEG
        ? "multipart/x-mixed-replace; boundary=" + BOUNDARY
        : description.mimeType();
  }

  /**
   * A chunk as it stands in the response; pictures become parts, each with a head in front.
   *
   * @param media references that go over to the result
   * @return empty when the pool was
   */
  List<SharedBuffer> frame(List<SharedBuffer> media, BufferPool pool) {
    if (this != MJPEG) {
      return media;
    }
    SharedBuffer head = pool.tryAcquire(PART_HEAD_BYTES);
    if (head == null) {
      media.forEach(SharedBuffer::release);
      return List.of();
    }
    long bytes = media.stream().mapToLong(SharedBuffer::length).sum();
    String text =
        "\r\n--"
            + BOUNDARY
            + "\r\nContent-Type: image/jpeg\r\nContent-Length: "
            + bytes
            + "\r\n\r\n";
    head.memory().put(text.getBytes(ISO_8859_1));
    head.region(0, head.memory().position());
    List<SharedBuffer> part = new ArrayList<>(media.size() + 1);
    part.add(head);
    part.addAll(media);
    return part;
  }
}
