package io.iocp.benchmarks.relay;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/**
 * A relay on Netty's native transports, written the way the Netty documentation and its experts
 * advise: one encoded frame per message, shared by all viewers, one task and one flush per viewer
 * for each event loop.
 */
final class NettyRelay {

  private static final int MAX_FRAME_BYTES = 1 << 20;
  private static final int MAX_REQUEST_BYTES = 8 << 10;
  private static final int ACCEPT_BACKLOG = 4096;

  /** Beyond the high mark a viewer misses messages until it is below the low one again. */
  private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 20, 2 << 20);

  private NettyRelay() {}

  /**
   * Starts the relay.
   *
   * @param args the port, {@code epoll} or {@code io_uring}, and the event loops
   */
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    boolean uring = args[1].equals("io_uring");
    IoHandlerFactory ioHandlers =
        uring ? IoUringIoHandler.newFactory() : EpollIoHandler.newFactory();
    Class<? extends ServerChannel> serverChannel =
        uring ? IoUringServerSocketChannel.class : EpollServerSocketChannel.class;

    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(Integer.parseInt(args[2]), ioHandlers);
    NettyFanOut fanOut = new NettyFanOut(loops);
    WebSocketServerProtocolConfig webSocket =
        WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/")
            .checkStartsWith(true)
            .maxFramePayloadLength(MAX_FRAME_BYTES)
            .build();
    new ServerBootstrap()
        .group(loops)
        .channel(serverChannel)
        .option(ChannelOption.SO_BACKLOG, ACCEPT_BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(MAX_REQUEST_BYTES),
                        new WebSocketServerProtocolHandler(webSocket),
                        new NettyRoleHandler(fanOut));
              }
            })
        .bind("127.0.0.1", port)
        .sync();
    RelayConsole.serve(port);
  }
}
