package io.iocp.packet;

/**
 * Says which handlers take which packets. A bean of this type is asked once, when the transport
 * begins to listen; so it may need the transport.
 */
@FunctionalInterface
public interface PacketConfigurer {

  void registerPacketHandlers(PacketHandlerRegistry registry);
}
