package io.iocp.packet;

/** Says which handlers take which packets. A bean of this type is asked once, at start-up. */
@FunctionalInterface
public interface PacketConfigurer {

  void registerPacketHandlers(PacketHandlerRegistry registry);
}
