package io.iocp.streaming.load;

class NioFloodLoadIT extends FloodLoad {

  @Override
  protected String engine() {
    return "nio";
  }
}
