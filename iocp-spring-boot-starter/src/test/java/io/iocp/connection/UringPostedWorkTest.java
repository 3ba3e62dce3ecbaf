package io.iocp.connection;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class UringPostedWorkTest extends PostedWorkContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
