package io.iocp.packet;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.Connection;
import io.iocp.connection.ConnectionHandler;
import io.iocp.packet.protocol.PacketViolation;
import io.iocp.packet.protocol.PacketWriter;
import io.iocp.statistics.Counters;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Packets on one transport: what all sessions share, outbound ones too. Any thread. */
public final class PacketServer {

  private final BufferPool pool;
  private final PacketOptions options;
  private volatile PacketRouting routing;
  private final SharedBuffer ping;
  private final Counters<PacketCounter> counters = new Counters<>(PacketCounter.class);
  private final Counters<PacketViolation> violations = new Counters<>(PacketViolation.class);

  /** A server without handlers: its listener's sessions know no type. */
  public PacketServer(BufferPool pool, PacketOptions options) {
    this.pool = pool;
    this.options = options;
    this.routing = routing(List.of(), options);
    this.ping = encodePing(pool);
  }

  /**
   * Takes the listener's handlers for new connections, in place of those before.
   *
   * @param configurers asked for their handlers now, in this order
   * @throws IllegalArgumentException when two of them are for the same type
   */
  public void register(List<? extends PacketConfigurer> configurers) {
    routing = routing(configurers, options);
  }

  /** The protocol for a connection of the listener. */
  public ConnectionHandler newConnection() {
    return new PacketConnection(this, routing);
  }

  /** The protocol for a connection that we make, with handlers of its own. */
  public Supplier<ConnectionHandler> newClient(PacketConfigurer configurer) {
    PacketRouting own = routing(List.of(configurer), options);
    return () -> new PacketConnection(this, own);
  }

  /** The session on a connection, if packets are spoken there. */
  public static Optional<PacketSession> session(Connection connection) {
    return connection.handler() instanceof PacketConnection packets
        ? Optional.ofNullable(packets.session())
        : Optional.empty();
  }

  public Counters<PacketCounter> counters() {
    return counters;
  }

  /** How often each rule of the protocol was broken. */
  public Map<PacketViolation, Long> violations() {
    return violations.asMap();
  }

  /** Gives its own buffer back; after the last connection is gone. */
  public void close() {
    ping.release();
  }

  BufferPool pool() {
    return pool;
  }

  /** A ping that all connections share. */
  SharedBuffer ping() {
    return ping;
  }

  void violated(PacketViolation violation) {
    counters.increment(PacketCounter.PROTOCOL_VIOLATIONS);
    violations.increment(violation);
  }

  private static PacketRouting routing(
      List<? extends PacketConfigurer> configurers, PacketOptions options) {
    PacketHandlerRegistry registry = new PacketHandlerRegistry();
    configurers.forEach(configurer -> configurer.registerPacketHandlers(registry));
    return new PacketRouting(registry.registrations(), options.maximumBytes());
  }

  private static SharedBuffer encodePing(BufferPool pool) {
    SharedBuffer buffer =
        Objects.requireNonNull(pool.tryAcquire(1), "a new pool has room for one more buffer");
    PacketWriter.writePing(buffer.memory(), ByteBuffer.allocate(0));
    buffer.region(0, buffer.memory().position());
    return buffer;
  }
}
