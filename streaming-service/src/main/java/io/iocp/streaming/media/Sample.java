package io.iocp.streaming.media;

import java.nio.ByteBuffer;

/**
 * One sample of a track: a coded picture or a packet of sound.
 *
 * @param track whose it is
 * @param decodeTime when it is decoded, in ticks of the track's timescale; never falls within a
 *     track between two calls of {@link SampleSink#tracks}. Where the source wraps, this goes on
 * @param presentationTime when it is shown, in ticks of the track's timescale
 * @param durationTicks how long it is shown, 0 where the container does not say
 * @param sync whether a decoder can start with it
 * @param data the sample, in the form that {@link Codec} describes; valid only during the call that
 *     hands it over
 */
public record Sample(
    Track track,
    long decodeTime,
    long presentationTime,
    long durationTicks,
    boolean sync,
    ByteBuffer data) {}
