package io.iocp.streaming.relay;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The text message that tells a viewer once a second where live is, as JSON.
 *
 * @param type always {@code live}
 * @param sequence number of the stream's next chunk
 * @param serverTimeMillis the server's time, milliseconds since 1970
 * @param mediaArrivedMillis server's time at which the newest media in front of this message
 *     arrived at the first server; left out before there is any
 * @param delayMillis age of the oldest byte that arrived at the first server and has not been sent
 *     to this viewer; where nothing waits, the age that media has when it arrives at this server
 * @param hops servers between the publisher and this one
 * @param upstreamMillis the part of the delay that was there before media arrived at this server
 * @param captureDelayMillis age that media had when it arrived at the first server, since it was
 *     captured, by the publisher's clock; left out unless the publisher says when that was
 * @param skips how often it was cut off until a keyframe
 * @param skippedChunks chunks that were not queued for it
 * @param discardedBytes memory of what was queued and discarded
 * @param mode {@code all}, or {@code keyframes} while it gets keyframes only
 * @param reason why it was cut off last; empty if it never was
 */
record LiveMessage(
    String type,
    long sequence,
    long serverTimeMillis,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long mediaArrivedMillis,
    long delayMillis,
    int hops,
    long upstreamMillis,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long captureDelayMillis,
    int skips,
    long skippedChunks,
    long discardedBytes,
    String mode,
    String reason) {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  /**
   * What a viewer is told at this tick.
   *
   * @param newestNanos when the newest media arrived that has been queued for it; null for none
   */
  static LiveMessage of(
      LiveTick tick,
      @Nullable Long newestNanos,
      long behindNanos,
      ViewerLosses losses,
      boolean keyframesOnly) {
    return new LiveMessage(
        "live",
        tick.sequence(),
        tick.serverTimeMillis(),
        newestNanos == null ? null : tick.serverTimeMillis(newestNanos),
        TimeUnit.NANOSECONDS.toMillis(behindNanos),
        tick.upstream().hops(),
        tick.upstream().delay().toMillis(),
        tick.captureDelayMillis(),
        losses.dropsToKeyframe(),
        losses.skippedChunks(),
        losses.discardedBytes(),
        keyframesOnly ? "keyframes" : "all",
        losses.reason());
  }

  String json() {
    return MAPPER.writeValueAsString(this);
  }
}
