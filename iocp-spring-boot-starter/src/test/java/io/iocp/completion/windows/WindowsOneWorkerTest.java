package io.iocp.completion.windows;

import org.junit.jupiter.api.Tag;

/** The contract with one worker, whose registrations stay: {@link LevelRegistration}. */
@Tag("engine")
class WindowsOneWorkerTest extends WindowsRegistrationsTest {

  @Override
  protected int workers() {
    return 1;
  }
}
