package io.iocp.completion.uring;

import io.iocp.completion.CompletionPortContract;
import io.iocp.completion.PortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class UringCompletionPortTest extends CompletionPortContract {

  @Override
  protected PortProvider provider() {
    return new UringPortProvider();
  }
}
