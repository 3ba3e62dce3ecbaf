package io.iocp.file;

import io.iocp.completion.PortProvider;
import io.iocp.completion.uring.UringPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class UringFileExchangeTest extends FileExchangeContract {

  @Override
  PortProvider provider() {
    return new UringPortProvider();
  }
}
