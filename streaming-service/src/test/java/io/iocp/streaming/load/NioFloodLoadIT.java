package io.iocp.streaming.load;

import org.junit.jupiter.api.Tag;

@Tag("alone")
class NioFloodLoadIT extends FloodLoad {

  @Override
  protected String engine() {
    return "nio";
  }
}
