package io.iocp.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects which handler takes which types of packets. At start-up, on one thread. */
public final class PacketHandlerRegistry {

  private final List<PacketHandlerRegistration> registrations = new ArrayList<>();

  /**
   * Has the handler take packets of these types.
   *
   * @param types 0x00 … 0xEF, each taken by one handler
   * @return options of this registration
   */
  public PacketHandlerRegistration addHandler(PacketHandler handler, int... types) {
    PacketHandlerRegistration registration =
        new PacketHandlerRegistration(handler, Arrays.stream(types).boxed().toList());
    registrations.add(registration);
    return registration;
  }

  List<PacketHandlerRegistration> registrations() {
    return List.copyOf(registrations);
  }
}
