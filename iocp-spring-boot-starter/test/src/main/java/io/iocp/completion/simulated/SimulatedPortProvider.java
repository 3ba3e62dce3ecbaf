package io.iocp.completion.simulated;

import io.iocp.buffer.AddressResolver;
import io.iocp.completion.Availability;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortProvider;

/** The simulated engine, for what is written for any. */
public final class SimulatedPortProvider implements PortProvider {

  private final SimulatedNetwork network;

  public SimulatedPortProvider(SimulatedNetwork network) {
    this.network = network;
  }

  @Override
  public String name() {
    return "simulated";
  }

  @Override
  public Availability availability() {
    return Availability.yes("a simulation runs everywhere");
  }

  @Override
  public AddressResolver addresses() {
    return AddressResolver.NONE;
  }

  @Override
  public CompletionPort open(PortOptions options) {
    return new SimulatedPort(network, options);
  }
}
