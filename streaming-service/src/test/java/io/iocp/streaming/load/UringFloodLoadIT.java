package io.iocp.streaming.load;

import io.iocp.completion.Availability;
import io.iocp.completion.uring.UringPortProvider;
import io.iocp.testsupport.Capability;
import org.junit.jupiter.api.Tag;

@Tag("alone")
class UringFloodLoadIT extends FloodLoad {

  @Override
  protected String engine() {
    Availability availability = new UringPortProvider().availability();
    Capability.require("uring", availability.available(), availability.reason());
    return "uring";
  }
}
