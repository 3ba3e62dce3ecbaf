package io.iocp.streaming;

import io.iocp.streaming.hls.HlsOptions;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of HLS.
 *
 * @param enabled Whether streams are available as HLS, at /hls/NAME/index.m3u8 on iocp.port. It
 *     costs nothing while nobody asks.
 * @param partDuration Maximum duration of a part, from 100 ms to 2 s. Players are three parts
 *     behind.
 * @param segmentDuration Minimum duration of a segment, from 1 s to 10 s. A segment ends at the
 *     next keyframe, and without one when it is twice as long.
 * @param window Duration of what is kept and listed of a stream, at least three of the longest
 *     segments.
 * @param maxMemory Maximum native memory of what is kept of one stream. All streams together take
 *     at most a quarter of iocp.buffers.max-memory.
 * @param idleAfter Time without requests after which a stream is not made as HLS any more.
 * @param maxWaiting Maximum number of requests that wait for media that is to come. Further ones
 *     are answered with 503.
 */
@ConfigurationProperties("streaming.hls")
record HlsProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("250ms") Duration partDuration,
    @DefaultValue("2s") Duration segmentDuration,
    @DefaultValue("30s") Duration window,
    @DefaultValue("32MB") DataSize maxMemory,
    @DefaultValue("15s") Duration idleAfter,
    @DefaultValue("10000") int maxWaiting) {

  HlsProperties {
    StreamingProperties.check(
        "streaming.hls",
        () ->
            new HlsOptions(
                partDuration, segmentDuration, window, maxMemory.toBytes(), idleAfter, maxWaiting));
  }

  HlsOptions toOptions() {
    return new HlsOptions(
        partDuration, segmentDuration, window, maxMemory.toBytes(), idleAfter, maxWaiting);
  }
}
