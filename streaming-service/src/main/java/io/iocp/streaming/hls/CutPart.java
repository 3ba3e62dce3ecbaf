package io.iocp.streaming.hls;

import io.iocp.streaming.media.Sample;
import java.util.List;

/**
 * A part as it is cut, its samples in memory of their own.
 *
 * @param runs the samples of each track, none of them empty
 * @param seconds how long it is, by the main track
 * @param pictures samples of the main track
 * @param independent whether a decoder can start in it
 * @param endsSegment whether the segment is complete with it
 * @param discontinuity whether it begins a segment whose times do not go on from the one before
 * @param arrivalMillis when its first sample was at the server, in milliseconds since 1970
 */
record CutPart(
    List<List<Sample>> runs,
    double seconds,
    int pictures,
    boolean independent,
    boolean endsSegment,
    boolean discontinuity,
    long arrivalMillis) {}
