package io.iocp.settings;

/** Where the level of the logger {@code io.iocp} can be changed. Any thread. */
public interface LogLevels {

  /** What applies now. */
  LogLevel level();

  /** Sets it. */
  void level(LogLevel level);
}
