package io.iocp.completion.windows;

import io.iocp.completion.CompletionPortContract;
import io.iocp.completion.PortProvider;
import io.iocp.testsupport.Wine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
@Tag("engine")
class WindowsCompletionPortTest extends CompletionPortContract {

  @Override
  protected PortProvider provider() {
    return new WindowsPortProvider();
  }

  /** Under Wine a connection takes milliseconds. */
  @Override
  protected int idleConnections() {
    return Wine.isHere() ? 500 : 3_000;
  }

  /**
   * A Java client inside of Wine sees the end of the stream where it should see a reset; that it
   * was one is seen from outside, in {@code WineClientsIT}.
   */
  @Override
  protected boolean clientsSeeResets() {
    return !Wine.isHere();
  }
}
