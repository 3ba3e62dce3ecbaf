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
 * @param waiting whether its publisher was lost and viewers wait for another one
 * @param delayMedianMillis half of the viewers are less behind at the server: age of the oldest
 *     byte that has arrived and is not sent
 * @param delayP99Millis one viewer of a hundred is more behind
 * @param delayMaxMillis how far the slowest viewer is behind
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
    boolean waiting,
    long delayMedianMillis,
    long delayP99Millis,
    long delayMaxMillis,
    long bytesPerSecond,
    long bytesIn,
    long bytesOut,
    Instant startedAt) {}
