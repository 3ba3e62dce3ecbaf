package io.iocp.actuate.endpoint;

import io.iocp.IocpTransport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/** {@code /actuator/iocp}: what happens inside the transport. */
@Endpoint(id = "iocp")
public final class IocpEndpoint {

  private static final int DEFAULT_CLIENTS = 100;
  private static final int MAXIMUM_CLIENTS = 1000;

  private final IocpTransport transport;

  public IocpEndpoint(IocpTransport transport) {
    this.transport = transport;
  }

  /**
   * The transport and a page of its clients.
   *
   * @param after only clients with a larger id; none for the first page
   * @param limit most clients, 0 … 1,000; 100 if not given
   */
  @ReadOperation
  public TransportDescriptor transport(@Nullable Long after, @Nullable Integer limit) {
    int clients = limit == null ? DEFAULT_CLIENTS : limit;
    if (clients < 0 || clients > MAXIMUM_CLIENTS) {
      throw new InvalidEndpointRequestException(
          "limit must be 0 to " + MAXIMUM_CLIENTS + ": limit=" + clients,
          "limit must be 0 to " + MAXIMUM_CLIENTS);
    }
    return TransportDescriptor.of(transport, after == null ? 0 : after, clients);
  }

  /** One client by its id, or nothing (404) if it is not there. */
  @ReadOperation
  public @Nullable ClientDescriptor client(@Selector long client) {
    return transport.clients().find(client).map(ClientDescriptor::of).orElse(null);
  }
}
