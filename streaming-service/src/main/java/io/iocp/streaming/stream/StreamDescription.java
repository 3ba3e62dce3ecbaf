package io.iocp.streaming.stream;

/**
 * What a stream is, in the words a viewer needs.
 *
 * @param format the container: {@code fmp4}, {@code webm} or {@code jpeg}
 * @param mimeType its type with codecs, as Media Source Extensions take it
 * @param widthPixels width of the picture, 0 when unknown
 * @param heightPixels height of the picture, 0 when unknown
 */
public record StreamDescription(
    String format, String mimeType, int widthPixels, int heightPixels) {}
