package io.iocp.admin.recordings;

/** Why a recording cannot be had, or not be deleted; the message is for whoever asked. */
public final class RecordingRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Says so in a sentence without a full stop. */
  public RecordingRefusedException(String reason) {
    super(reason);
  }
}
