package io.iocp.connection;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class NioPostedWorkTest extends PostedWorkContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
