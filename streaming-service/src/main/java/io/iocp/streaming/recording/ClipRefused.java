package io.iocp.streaming.recording;

/** Why a part of a recording cannot be had, in a sentence for whoever asked. */
public final class ClipRefused extends Exception {

  private static final long serialVersionUID = 1L;

  ClipRefused(String reason) {
    super(reason);
  }
}
