package io.iocp.http;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class UringHttpTest extends HttpContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
