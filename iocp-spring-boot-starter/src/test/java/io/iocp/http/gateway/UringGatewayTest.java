package io.iocp.http.gateway;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;

class UringGatewayTest extends GatewayContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
