package io.iocp.admin.recordings;

import java.time.Instant;

/**
 * A recording at one moment.
 *
 * @param id identifier of the recording
 * @param stream the name of the stream
 * @param start when what is kept of it begins
 * @param end when it ends, or how far it has come
 * @param bytes size of its files
 * @param segments number of its files
 * @param format the container: fmp4 or webm
 * @param mimeType the type with its codecs
 * @param width width of the picture, 0 when unknown
 * @param height height of the picture, 0 when unknown
 * @param running whether it is being written
 */
public record RecordingView(
    String id,
    String stream,
    Instant start,
    Instant end,
    long bytes,
    int segments,
    String format,
    String mimeType,
    int width,
    int height,
    boolean running) {}
