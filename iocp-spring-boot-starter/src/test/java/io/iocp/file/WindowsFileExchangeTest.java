package io.iocp.file;

import io.iocp.completion.PortProvider;
import io.iocp.completion.windows.WindowsPortProvider;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class WindowsFileExchangeTest extends FileExchangeContract {

  @Override
  PortProvider provider() {
    return new WindowsPortProvider();
  }
}
