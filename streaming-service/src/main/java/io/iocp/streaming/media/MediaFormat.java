package io.iocp.streaming.media;

/**
 * What a stream is, in the words a browser understands.
 *
 * @param name the container: {@code fmp4}, {@code webm} or {@code jpeg}
 * @param mimeType the type with its codecs as RFC 6381 writes them, for example {@code video/mp4;
 *     codecs="avc1.42C01E,mp4a.40.2"}
 * @param keyframesOnly whether every frame can be decoded alone, as in audio without video and in
 *     JPEG: a viewer may start anywhere and dropping needs no keyframe
 * @param widthPixels width of the coded picture, 0 when unknown or without video
 * @param heightPixels height of the coded picture, 0 when unknown or without video
 */
public record MediaFormat(
    String name, String mimeType, boolean keyframesOnly, int widthPixels, int heightPixels) {}
