package io.iocp.completion.uring;

import io.iocp.completion.CompletionPortContract;
import io.iocp.completion.PortProvider;

class UringCompletionPortTest extends CompletionPortContract {

  @Override
  protected PortProvider provider() {
    return new UringPortProvider();
  }
}
