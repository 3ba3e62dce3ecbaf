package io.iocp.completion.nio;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.AcceptFlow;
import io.iocp.completion.AcceptedSocket;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.ConnectOperation;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortWorker;
import io.iocp.completion.SocketOptions;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A process that may not use IPv6, and is asked to; it prints what becomes of that. */
final class WithoutIpv6 {

  private WithoutIpv6() {}

  private static final class Connect extends ConnectOperation {

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      System.out.println("connect: " + status);
    }
  }

  private static final class Accept extends AcceptFlow {

    @Override
    protected void accepted(AcceptedSocket socket) {}

    @Override
    protected void acceptFailed(CompletionStatus status, int nativeCode) {}

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {}
  }

  public static void main(String[] arguments) throws IOException {
    NioPortProvider provider = new NioPortProvider();
    BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, provider.addresses());
    byte[] loopback = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(loopback), 1);
    try (CompletionPort port =
        provider.open(new PortOptions(1, pool, 4096, 1, NanoClock.system()))) {
      PortWorker worker = port.workers().get(0);
      worker.dequeue(0);
      port.connect(worker, address, SocketOptions.DEFAULTS, new Connect());
      worker.dequeue(0);
      try {
        port.listen(worker, address, SocketOptions.DEFAULTS, new Accept());
      } catch (IOException e) {
        System.out.println("listen: " + e.getMessage());
      }
    }
  }
}
