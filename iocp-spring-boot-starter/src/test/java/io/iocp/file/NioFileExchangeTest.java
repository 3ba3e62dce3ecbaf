package io.iocp.file;

import io.iocp.completion.PortProvider;
import io.iocp.completion.nio.NioPortProvider;
import org.junit.jupiter.api.Tag;

@Tag("engine")
class NioFileExchangeTest extends FileExchangeContract {

  @Override
  PortProvider provider() {
    return new NioPortProvider();
  }
}
