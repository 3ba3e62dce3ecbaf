package io.iocp.streaming.file;

import io.iocp.file.FileExchange;
import io.iocp.packet.PacketConfigurer;
import io.iocp.packet.PacketHandlerRegistry;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsHandlerRegistry;

/**
 * Where files are exchanged: {@code /files/{name}} for one file, {@code /files} for any, and the
 * packet listener if there is one.
 */
public final class FileEndpoints implements WsConfigurer, PacketConfigurer {

  static final String ALL = "/files";
  private static final String ONE = "/files/{name}";

  private final FileExchange exchange;
  private final boolean open;

  /**
   * @param open whether everybody who reaches the port may exchange files; else nobody
   */
  public FileEndpoints(FileExchange exchange, boolean open) {
    this.exchange = exchange;
    this.open = open;
  }

  @Override
  public void registerWebSocketHandlers(WsHandlerRegistry registry) {
    // A browser sends a file as one message; it is written as it comes, not collected.
    long largest = exchange.options().maximumFileBytes();
    registry
        .addHandler(exchange.webSocketHandler(), ALL, ONE)
        .addInterceptors(new FileAccess(open))
        .setLimits(largest, largest);
  }

  @Override
  public void registerPacketHandlers(PacketHandlerRegistry registry) {
    if (open) {
      exchange.packets().registerPacketHandlers(registry);
    }
  }
}
