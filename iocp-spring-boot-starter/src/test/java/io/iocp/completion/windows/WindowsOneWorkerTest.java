package io.iocp.completion.windows;

/** The contract with one worker, whose registrations stay: {@link LevelRegistration}. */
class WindowsOneWorkerTest extends WindowsRegistrationsTest {

  @Override
  protected int workers() {
    return 1;
  }
}
