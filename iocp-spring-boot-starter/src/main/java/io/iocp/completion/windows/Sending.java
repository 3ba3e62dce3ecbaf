package io.iocp.completion.windows;

import io.iocp.completion.CompletionStatus;
import io.iocp.completion.SendOperation;
import io.iocp.completion.windows.winsock.TransferArguments;
import io.iocp.completion.windows.winsock.WindowsErrors;
import io.iocp.completion.windows.winsock.Winsock2Calls;

/** One gather send after the other. In the channel's context. */
final class Sending extends Request {

  private final WindowsChannel channel;
  private final ChannelWrites writes;
  private long asked;

  Sending(WindowsChannel channel, ChannelWrites writes) {
    super(channel.parts(), channel.mailbox());
    this.channel = channel;
    this.writes = writes;
  }

  void start(SendOperation operation) {
    TransferArguments arguments = channel.parts().mailboxes().arguments();
    asked = arguments.gather(operation);
    int result =
        Winsock2Calls.WSASend(
            channel.socket(),
            arguments.buffers(),
            operation.count(),
            arguments.bytesAddress(),
            0,
            begin(),
            0);
    called(result == 0, channel.skips(), arguments.transferred());
  }

  @Override
  protected void completed(int code, int bytes) {
    if (code != WindowsErrors.SUCCESS) {
      writes.fail(bytes, code);
      return;
    }
    if (bytes < asked) {
      channel.parts().counters().shortSends.increment();
    }
    writes.finish(CompletionStatus.OK, bytes, WindowsErrors.SUCCESS);
  }
}
