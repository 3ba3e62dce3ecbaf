package io.iocp.completion.simulated;

import io.iocp.completion.CompletionPortContract;
import io.iocp.completion.PortProvider;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** The simulation is held to the contract that its users rely on. */
class SimulatedCompletionPortTest extends CompletionPortContract {

  private final SimulatedNetwork network =
      new SimulatedNetwork(20_261_125, Faults.NONE, Sabotage.NONE, new Trace(false));

  @Override
  protected PortProvider provider() {
    return new SimulatedPortProvider(network);
  }

  @Override
  protected SocketChannel newClient() {
    return new SimulatedClientChannel(network);
  }

  @Override
  protected void withSilentAddress(SilenceTest test) throws Exception {
    InetSocketAddress address;
    synchronized (network) {
      address = network.silentAddress();
    }
    test.run(address);
  }
}
