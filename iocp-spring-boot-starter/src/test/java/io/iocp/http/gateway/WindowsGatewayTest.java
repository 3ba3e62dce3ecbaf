package io.iocp.http.gateway;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
@Tag("engine")
class WindowsGatewayTest extends GatewayContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }
}
