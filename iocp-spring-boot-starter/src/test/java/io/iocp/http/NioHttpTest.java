package io.iocp.http;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioHttpTest extends HttpContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
