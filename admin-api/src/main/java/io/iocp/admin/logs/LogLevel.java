package io.iocp.admin.logs;

/** How severe an event of the log is. */
enum LogLevel {
  TRACE(0),
  DEBUG(10),
  INFO(20),
  WARN(30),
  ERROR(40);

  private final int number;

  LogLevel(int number) {
    this.number = number;
  }

  /** As SLF4J counts them. */
  int number() {
    return number;
  }
}
