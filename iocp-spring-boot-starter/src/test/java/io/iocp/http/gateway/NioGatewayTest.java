package io.iocp.http.gateway;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;

class NioGatewayTest extends GatewayContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
