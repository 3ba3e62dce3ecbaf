package io.iocp.completion.nio;

import io.iocp.completion.CompletionPortContract;
import io.iocp.completion.PortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class NioCompletionPortTest extends CompletionPortContract {

  @Override
  protected PortProvider provider() {
    return new NioPortProvider();
  }
}
