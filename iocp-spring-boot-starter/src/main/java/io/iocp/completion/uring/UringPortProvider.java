package io.iocp.completion.uring;

import io.iocp.buffer.AddressResolver;
import io.iocp.completion.Availability;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortProvider;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.uring.ring.KernelFeatures;
import java.io.IOException;

/** The engine on Linux's io_uring: Linux 6.0 or newer, x86-64 or aarch64. */
public final class UringPortProvider implements PortProvider {

  /** Probed once, when first asked for. */
  private static final class Probed {
    static final Availability ANSWER = KernelFeatures.probe();
  }

  @Override
  public String name() {
    return "uring";
  }

  @Override
  public Availability availability() {
    return Probed.ANSWER;
  }

  @Override
  public AddressResolver addresses() {
    return NativeMemory::addressOf;
  }

  @Override
  public CompletionPort open(PortOptions options) throws IOException {
    return UringPort.open(options);
  }
}
