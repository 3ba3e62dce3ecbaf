package io.iocp.benchmarks.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;

/** Makes a connection a publisher or a viewer once its handshake has told the path. */
@SuppressWarnings("FutureReturnValueIgnored") // Nothing is left to do when a close has failed.
final class NettyRoleHandler extends ChannelInboundHandlerAdapter {

  private static final int MAX_MESSAGE_BYTES = 1 << 20;

  private final NettyFanOut fanOut;

  NettyRoleHandler(NettyFanOut fanOut) {
    this.fanOut = fanOut;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof HandshakeComplete handshake) {
      switch (handshake.requestUri()) {
        case "/publish/bench" ->
            context
                .pipeline()
                .addLast(new WebSocketFrameAggregator(MAX_MESSAGE_BYTES), new Publisher(fanOut));
        case "/watch/bench" -> context.pipeline().addLast(new Viewer(fanOut));
        default -> context.close();
      }
      context.pipeline().remove(this);
    }
  }

  private static final class Publisher extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final NettyFanOut fanOut;

    Publisher(NettyFanOut fanOut) {
      this.fanOut = fanOut;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame message) {
      if (message instanceof BinaryWebSocketFrame) {
        fanOut.publish(message.content());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  private static final class Viewer extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final NettyFanOut fanOut;

    Viewer(NettyFanOut fanOut) {
      this.fanOut = fanOut;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      fanOut.add(context.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      fanOut.remove(context.channel());
      context.fireChannelInactive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame message) {
      // What viewers say is read, so that their sockets do not fill, and ignored.
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
