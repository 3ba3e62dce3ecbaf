package io.iocp.admin.streams;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a live stream.
 *
 * @param name the name in {@code /publish/{name}} and {@code /watch/{name}}
 * @param format container, such as {@code fmp4} or {@code webm}; null until it is recognised
 * @param mimeType the type with codecs that a player needs; null until the format is known
 * @param width width of the picture in pixels; 0 while unknown
 * @param height height of the picture in pixels; 0 while unknown
 * @param publisher id of the publishing client; below zero if the service itself publishes
 * @param publisherIdentity who publishes, such as user:NAME or token:NAME; null if that is not
 *     known
 * @param publisherRight the right by which it is published; null if that is not known
 * @param viewers number of viewers
 * @param laggards number of viewers that are behind
 * @param waiting whether its publisher was lost and viewers wait for another one
 * @param delayMedianMillis median of the viewers' delay at the server: age of the oldest unsent
 *     byte
 * @param delayP99Millis 99th percentile of that delay
 * @param delayMaxMillis maximum of that delay
 * @param bytesPerSecond media bytes received in the last second
 * @param receivedBytes media bytes received from the publisher
 * @param sentBytes media bytes queued for all viewers together
 * @param server address of the server that it is fetched from; null if it is published here
 * @param hops servers between its publisher and this one; 0 if it is published here
 * @param upstreamDelayMillis age that media has when it arrives here, since it arrived at the first
 *     server
 * @param health how its publisher does
 * @param startedAt when the publisher connected
 */
public record StreamView(
    String name,
    @Nullable String format,
    @Nullable String mimeType,
    int width,
    int height,
    long publisher,
    @Nullable String publisherIdentity,
    @Nullable String publisherRight,
    int viewers,
    int laggards,
    boolean waiting,
    long delayMedianMillis,
    long delayP99Millis,
    long delayMaxMillis,
    long bytesPerSecond,
    long receivedBytes,
    long sentBytes,
    @Nullable String server,
    int hops,
    long upstreamDelayMillis,
    PublisherHealth health,
    Instant startedAt) {}
