package io.iocp.admin.recordings;

import org.jspecify.annotations.Nullable;

/**
 * The recording of a live stream at one moment.
 *
 * @param stream the name of the stream
 * @param state what it is doing
 * @param recording id of the recording that is being written; null while none is
 * @param failure why it fails; null if it does not
 * @param waitingBytes memory of what waits to be written
 */
public record RecorderView(
    String stream,
    RecorderState state,
    @Nullable String recording,
    @Nullable String failure,
    long waitingBytes) {

  /** What a recorder is doing. */
  public enum RecorderState {
    /** Waits for a keyframe, or for the publisher. */
    WAITING,
    /** Writes. */
    RECORDING,
    /** Has failed, and is tried again after a while. */
    FAILED
  }
}
