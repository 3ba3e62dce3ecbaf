package io.iocp.benchmarks.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Opens WebSocket connections, one after the other, with blocking calls. */
final class ClientHandshake {

  /** The sample nonce of RFC 6455, section 1.3, and the answer that it must get. */
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  private static final int MAX_RESPONSE_BYTES = 4096;

  private ClientHandshake() {}

  /**
   * Connects and upgrades. The response is read byte by byte, so that nothing behind it is
   * consumed.
   *
   * @return an open channel in blocking mode, positioned behind the response
   * @throws IOException if the relay refuses the connection or the upgrade
   */
  static SocketChannel connect(InetSocketAddress relay, String path) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(relay);
      upgrade(channel, relay, path);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void upgrade(SocketChannel channel, InetSocketAddress relay, String path)
      throws IOException {
    String request =
        String.join(
            "\r\n",
            "GET " + path + " HTTP/1.1",
            "Host: " + relay.getHostString() + ":" + relay.getPort(),
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: " + KEY,
            "Sec-WebSocket-Version: 13",
            "",
            "");
    ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
    while (out.hasRemaining()) {
      channel.write(out);
    }
    String response = readResponse(channel);
    if (!response.startsWith("HTTP/1.1 101") || !response.contains(ACCEPT)) {
      throw new IOException(path + " was not upgraded: " + response.lines().findFirst().orElse(""));
    }
  }

  private static String readResponse(SocketChannel channel) throws IOException {
    StringBuilder response = new StringBuilder();
    ByteBuffer octet = ByteBuffer.allocate(1);
    while (response.indexOf("\r\n\r\n", response.length() - 4) < 0) {
      octet.clear();
      if (channel.read(octet) < 0) {
        throw new IOException("connection closed during the handshake: " + response);
      }
      if (response.length() == MAX_RESPONSE_BYTES) {
        throw new IOException("the handshake response exceeds " + MAX_RESPONSE_BYTES + " bytes");
      }
      response.append((char) octet.get(0));
    }
    return response.toString();
  }
}
