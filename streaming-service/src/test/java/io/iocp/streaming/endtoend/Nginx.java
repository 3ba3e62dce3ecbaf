package io.iocp.streaming.endtoend;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.TestCertificate;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** The machine's nginx in front of a service: it ends TLS, and has the service below a path. */
final class Nginx implements AutoCloseable {

  static final String PREFIX = "/tv/live/";

  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * @param directory for its files, of this test alone
   * @param servicePort of the service on this machine
   */
  static Nginx start(Path directory, TestCertificate identity, int servicePort)
      throws IOException, GeneralSecurityException {
    Path program = Capability.requireProgram("nginx", Path.of("/usr/sbin/nginx"));
    Path certificate = directory.resolve("certificate.pem");
    Files.writeString(certificate, pem("CERTIFICATE", identity.certificate().getEncoded()));
    Path key = directory.resolve("key.pem");
    Files.writeString(key, pem("PRIVATE KEY", privateKey(identity)));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path configuration = directory.resolve("nginx.conf");
    Files.writeString(
        configuration,
        """
        daemon off;
        worker_processes 1;
        pid %1$s/nginx.pid;
        error_log stderr warn;
        events { worker_connections 256; }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          map $http_upgrade $upgrade { default upgrade; '' ''; }
          upstream service { server 127.0.0.1:%5$d; keepalive 4; }
          server {
            listen 127.0.0.1:%2$d ssl;
            ssl_certificate %3$s;
            ssl_certificate_key %4$s;
            location %6$s {
              proxy_pass http://service/;
              proxy_http_version 1.1;
              proxy_buffering off;
              proxy_set_header Host $http_host;
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header Connection $upgrade;
              proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
              proxy_set_header X-Forwarded-Proto $scheme;
              proxy_set_header X-Forwarded-Prefix /tv/live;
            }
          }
        }
        """
            .formatted(directory, port, certificate, key, servicePort, PREFIX));
    Process process =
        new ProcessBuilder(
                program.toString(), "-p", directory.toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File(directory.toFile(), "nginx.log"))
            .start();
    Nginx nginx = new Nginx(process, port);
    Patience.await("nginx listens").until(nginx::listens);
    return nginx;
  }

  private static byte[] privateKey(TestCertificate identity)
      throws IOException, GeneralSecurityException {
    char[] password = TestCertificate.PASSWORD.toCharArray();
    KeyStore store = KeyStore.getInstance(identity.keyStoreFile().toFile(), password);
    return store.getKey(store.aliases().nextElement(), password).getEncoded();
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
  }

  private boolean listens() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException("nginx has ended: " + process.exitValue());
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  /**
   * @param path of the service, without its first slash
   */
  URI page(String path) {
    return URI.create("https://localhost:" + port + PREFIX + path);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
