package io.iocp.streaming.endtoend;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The site of somebody else, with one page: its host is another than that of the service. */
final class OtherSite implements AutoCloseable {

  private final HttpServer server;
  private volatile String page = "";

  private OtherSite(HttpServer server) {
    this.server = server;
  }

  static OtherSite open() throws IOException {
    OtherSite site =
        new OtherSite(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    site.server.createContext(
        "/",
        exchange -> {
          byte[] body = site.page.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    site.server.start();
    return site;
  }

  String origin() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** The address of its page, which has this in its body from now on. */
  URI page(String body) {
    page =
        "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>My"
            + " page</title><main><h1>My page</h1>"
            + body;
    return URI.create(origin() + "/");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
