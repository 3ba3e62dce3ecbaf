package io.iocp.streaming.command;

/** How commands end, for scripts. A signal ends them with 128 and its number. */
final class ExitCode {

  /** It is done. */
  static final int DONE = 0;

  /** Something failed that has no code of its own. */
  static final int FAILED = 1;

  /** The command line is not understood. */
  static final int USAGE = 2;

  /** The server refuses; it has been said why. */
  static final int REFUSED = 3;

  /** The server is not reached, or was lost. */
  static final int UNREACHABLE = 4;

  /** There is nothing to send: no ffmpeg, no screen, no readable media, no such file. */
  static final int NO_SOURCE = 5;

  private ExitCode() {}
}
