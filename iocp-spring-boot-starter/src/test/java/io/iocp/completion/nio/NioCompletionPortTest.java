package io.iocp.completion.nio;

import io.iocp.completion.CompletionPortContract;
import io.iocp.completion.PortProvider;

class NioCompletionPortTest extends CompletionPortContract {

  @Override
  protected PortProvider provider() {
    return new NioPortProvider();
  }
}
