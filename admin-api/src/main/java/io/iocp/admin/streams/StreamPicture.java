package io.iocp.admin.streams;

/**
 * A picture of a stream, for a browser.
 *
 * @param contentType {@code image/jpeg}, or {@code video/mp4} for a video of one picture
 * @param bytes the picture, which is nobody else's
 */
@SuppressWarnings("ArrayRecordComponent") // Made for one answer, and compared with nothing.
public record StreamPicture(String contentType, byte[] bytes) {}
