package io.iocp.completion.windows;

import io.iocp.completion.CompletionPortContract;
import io.iocp.completion.PortProvider;

class WindowsCompletionPortTest extends CompletionPortContract {

  @Override
  protected PortProvider provider() {
    return new WindowsPortProvider();
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
