package io.iocp.completion.jna;

import io.iocp.completion.Membership;
import java.net.InetSocketAddress;

/** What a socket that joins a multicast group tells the system, whatever the group's family. */
public final class GroupRequest {

  private final NativeMemory memory = NativeMemory.allocate(GroupRequestLayout.SIZE);
  private final int bytes;

  public GroupRequest(SocketAddresses addresses, InetSocketAddress group, Membership membership) {
    int family = addresses.family(group);
    memory
        .bytes()
        .putInt(GroupRequestLayout.INTERFACE_OFFSET, membership.networkInterface().getIndex());
    addresses.write(memory.bytes(), GroupRequestLayout.GROUP_OFFSET, family, group);
    if (membership.source() == null) {
      bytes = GroupRequestLayout.SIZE_WITHOUT_SOURCE;
    } else {
      InetSocketAddress source = new InetSocketAddress(membership.source(), 0);
      addresses.write(memory.bytes(), GroupRequestLayout.SOURCE_OFFSET, family, source);
      bytes = GroupRequestLayout.SIZE;
    }
  }

  /** The memory of the request. */
  public NativeMemory memory() {
    return memory;
  }

  /** Size of the request. */
  public int bytes() {
    return bytes;
  }
}
