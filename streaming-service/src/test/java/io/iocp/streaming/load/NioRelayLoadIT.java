package io.iocp.streaming.load;

import org.junit.jupiter.api.Tag;

@Tag("alone")
class NioRelayLoadIT extends RelayLoad {

  @Override
  protected String engine() {
    return "nio";
  }
}
