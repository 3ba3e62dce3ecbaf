package io.iocp.streaming.hls;

/**
 * What a decoder needs before the media that follows.
 *
 * @param number of the first segment that needs it
 * @param codecs as RFC 6381 writes them, with commas between
 * @param widthPixels width of the picture, 0 without one
 * @param heightPixels height of the picture, 0 without one
 */
record InitSection(
    long number, String codecs, int widthPixels, int heightPixels, SharedBytes body) {}
