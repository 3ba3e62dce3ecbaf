package io.iocp.completion;

import io.iocp.buffer.SharedBuffer;
import java.net.InetSocketAddress;

/**
 * One datagram to be sent. It goes whole or not at all: {@code OK} with its byte count, {@code
 * FAILED} when it is larger than the network or the protocol takes, {@code UNREACHABLE} when the
 * address cannot be reached from this socket. The buffer must stay retained until then.
 *
 * <p>An object is reused for one datagram after the other. Only its owner fills it, only while it
 * is at home.
 */
public abstract class SendToOperation extends Operation {

  protected SendToOperation() {
    super(OperationKind.SEND_TO);
  }

  /** Its region is the datagram; it may be empty. */
  public abstract SharedBuffer buffer();

  public abstract InetSocketAddress remote();
}
