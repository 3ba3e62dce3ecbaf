package io.iocp.streaming.load;

class NioRelayLoadIT extends RelayLoad {

  @Override
  protected String engine() {
    return "nio";
  }
}
