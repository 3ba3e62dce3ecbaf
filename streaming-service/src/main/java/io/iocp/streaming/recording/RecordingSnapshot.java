package io.iocp.streaming.recording;

import java.time.Instant;

/**
 * A recording at one moment.
 *
 * @param id what it is asked for with
 * @param stream the stream's name
 * @param start when what is kept of it begins
 * @param end when it ends, or how far it has come
 * @param bytes of its files
 * @param segments how many files
 * @param format {@code fmp4} or {@code webm}
 * @param mimeType the type with its codecs
 * @param widthPixels width of the picture, 0 when unknown
 * @param heightPixels height of the picture, 0 when unknown
 * @param running whether it is being written
 */
public record RecordingSnapshot(
    String id,
    String stream,
    Instant start,
    Instant end,
    long bytes,
    int segments,
    String format,
    String mimeType,
    int widthPixels,
    int heightPixels,
    boolean running) {

  static RecordingSnapshot of(Recording recording) {
    SegmentHeader header = recording.header();
    return new RecordingSnapshot(
        recording.id(),
        recording.stream(),
        recording.start(),
        recording.end(),
        recording.bytes(),
        recording.segments().size(),
        header.format(),
        header.mimeType(),
        header.widthPixels(),
        header.heightPixels(),
        recording.running());
  }
}
