package io.iocp.completion;

/**
 * Closing a channel or a listener. It is the last operation to complete: all others of the channel
 * are at home before it, the descriptor is gone and the kernel holds no memory of the channel any
 * more.
 */
public abstract class CloseOperation extends Operation {

  protected CloseOperation() {
    super(OperationKind.CLOSE);
  }
}
