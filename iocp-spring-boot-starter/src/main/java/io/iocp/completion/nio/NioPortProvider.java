package io.iocp.completion.nio;

import io.iocp.buffer.AddressResolver;
import io.iocp.completion.Availability;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortProvider;
import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;

/** The engine {@code nio}: a selector loop per worker. Runs wherever Java does. */
public final class NioPortProvider implements PortProvider {

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public Availability availability() {
    return Availability.yes("selectors of " + SelectorProvider.provider().getClass().getName());
  }

  @Override
  public AddressResolver addresses() {
    return AddressResolver.NONE;
  }

  @Override
  public CompletionPort open(PortOptions options) throws IOException {
    return new NioPort(options);
  }
}
