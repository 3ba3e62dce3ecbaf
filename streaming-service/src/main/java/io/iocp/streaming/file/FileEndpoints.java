package io.iocp.streaming.file;

import io.iocp.file.FileExchange;
import io.iocp.packet.PacketConfigurer;
import io.iocp.packet.PacketHandlerRegistry;
import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AccessDecision;
import io.iocp.streaming.access.AccessRequest;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.Credentials;
import io.iocp.streaming.access.WebSocketAccess;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.WsHandlerRegistry;
import java.net.InetAddress;

/**
 * Where files are exchanged: {@code /files/{name}} for one file, {@code /files} for any, and the
 * packet listener if there is one.
 */
public final class FileEndpoints implements WsConfigurer, PacketConfigurer {

  private static final String ALL = "/files";
  private static final String ONE = "/files/{name}";

  private final FileExchange exchange;
  private final AccessControl control;
  private final WebSocketAccess access;

  /** The exchange's paths, for those whom access control lets. */
  public FileEndpoints(FileExchange exchange, AccessControl control, WebSocketAccess access) {
    this.exchange = exchange;
    this.control = control;
    this.access = access;
  }

  @Override
  public void registerWebSocketHandlers(WsHandlerRegistry registry) {
    // A browser sends a file as one message; it is written as it comes, not collected.
    long largest = exchange.options().maximumFileBytes();
    access
        .register(registry, Action.FILES, exchange.webSocketHandler(), ALL, ONE)
        .setLimits(largest, largest);
  }

  /** Packets carry nothing that says who sends them: they are for all or for nobody. */
  @Override
  public void registerPacketHandlers(PacketHandlerRegistry registry) {
    AccessRequest everybody =
        new AccessRequest(
            Action.FILES,
            AccessRequest.EVERY_NAME,
            Credentials.NONE,
            InetAddress.getLoopbackAddress());
    if (control.look(everybody) instanceof AccessDecision.Granted) {
      exchange.packets().registerPacketHandlers(registry);
    }
  }
}
