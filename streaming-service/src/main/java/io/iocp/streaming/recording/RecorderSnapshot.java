package io.iocp.streaming.recording;

import org.jspecify.annotations.Nullable;

/**
 * The recording of a live stream at one moment.
 *
 * @param stream the stream's name
 * @param state what it is doing
 * @param recording id of what is being written; null while nothing is
 * @param failure why it fails; null if it does not
 * @param waitingBytes memory of what waits to be written
 */
public record RecorderSnapshot(
    String stream,
    State state,
    @Nullable String recording,
    @Nullable String failure,
    long waitingBytes) {

  /** What a recorder is doing. */
  public enum State {
    /** Waits for a keyframe, or for the publisher. */
    WAITING,
    /** Writes. */
    RECORDING,
    /** Has failed, and tries again after a while. */
    FAILED
  }
}
