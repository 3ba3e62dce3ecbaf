package io.iocp.completion.simulated;

import io.iocp.completion.PortProvider;
import io.iocp.completion.TransmitFileContract;
import java.nio.channels.SocketChannel;

class SimulatedTransmitFileTest extends TransmitFileContract {

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
}
