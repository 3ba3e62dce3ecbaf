package io.iocp.admin.streams;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A live stream at one moment.
 *
 * @param name the name in {@code /publish/{name}} and {@code /watch/{name}}
 * @param format the container, such as {@code fmp4} or {@code webm}; null until the publisher's
 *     first bytes tell
 * @param mimeType the type with codecs that a player needs; null until the format is known
 * @param width width of the picture in pixels; 0 while unknown
 * @param height height of the picture in pixels; 0 while unknown
 * @param publisher id of the publishing client
 * @param viewers how many viewers are connected
 * @param laggards how many of them are behind
 * @param bytesPerSecond media bytes received in the last second
 * @param bytesIn media bytes received from the publisher
 * @param bytesOut media bytes queued for all viewers together
 * @param startedAt when the publisher connected
 */
public record StreamView(
    String name,
    @Nullable String format,
    @Nullable String mimeType,
    int width,
    int height,
    long publisher,
    int viewers,
    int laggards,
    long bytesPerSecond,
    long bytesIn,
    long bytesOut,
    Instant startedAt) {}
