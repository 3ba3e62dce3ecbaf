package io.iocp.streaming.endtoend;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** nginx as a cache in front of the stream port, set up as the guide to HLS says. */
final class CachingProxy implements AutoCloseable {

  private static final String CONFIGURATION =
      """
      daemon off;
      worker_processes 1;
      pid %1$s/nginx.pid;
      error_log %1$s/error.log warn;
      events { worker_connections 2048; }
      http {
        access_log off;
        client_body_temp_path %1$s/body;
        proxy_temp_path %1$s/proxy;
        fastcgi_temp_path %1$s/fastcgi;
        uwsgi_temp_path %1$s/uwsgi;
        scgi_temp_path %1$s/scgi;
        proxy_cache_path %1$s/cache keys_zone=hls:10m max_size=1g inactive=10m;
        server {
          listen 127.0.0.1:%2$d;
          location /hls/ {
            proxy_pass http://127.0.0.1:%3$d;
            proxy_cache hls;
            proxy_cache_lock on;
            proxy_cache_lock_timeout 15s;
            proxy_cache_lock_age 15s;
          }
        }
      }
      """;

  private final Path directory;
  private final Process process;
  private final int port;

  private CachingProxy(Path directory, Process process, int port) {
    this.directory = directory;
    this.process = process;
    this.port = port;
  }

  /** Starts one in front of a port of this machine. */
  static CachingProxy before(int streamPort) throws IOException {
    Path nginx = Capability.requireProgram("nginx", Path.of("/usr/sbin/nginx"));
    Path directory = Files.createTempDirectory("nginx");
    int port = freePort();
    Path configuration = directory.resolve("nginx.conf");
    // Its workers are somebody else where it is started as root.
    directory.toFile().setWritable(true, false);
    directory.toFile().setReadable(true, false);
    directory.toFile().setExecutable(true, false);
    Files.writeString(configuration, CONFIGURATION.formatted(directory, port, streamPort));
    Process process =
        new ProcessBuilder(
                List.of(
                    nginx.toString(),
                    "-p",
                    directory.toString(),
                    "-e",
                    directory.resolve("start.log").toString(),
                    "-c",
                    configuration.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Patience.await().until(() -> isOpen(port));
    return new CachingProxy(directory, process, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
