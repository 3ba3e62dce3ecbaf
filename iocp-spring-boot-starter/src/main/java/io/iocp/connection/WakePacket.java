package io.iocp.connection;

import io.iocp.completion.Packet;

/** A connection's one place in its worker's packet queue: there is something to look at. */
final class WakePacket extends Packet {

  private final ConnectionEvents connection;

  WakePacket(ConnectionEvents connection) {
    this.connection = connection;
  }

  @Override
  protected void run() {
    connection.look();
  }
}
