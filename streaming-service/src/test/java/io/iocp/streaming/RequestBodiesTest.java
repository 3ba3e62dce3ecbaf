package io.iocp.streaming;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Patience;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestBodiesTest {

  @TempDir private Path directory;

  private final AtomicLong now = new AtomicLong();
  private final Tomcat tomcat = new Tomcat();
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    tomcat.setBaseDir(directory.toString());
    tomcat.setPort(0);
    // As many as one address may keep, and one for others.
    tomcat
        .getConnector()
        .setProperty("maxThreads", Integer.toString(RequestBodies.AT_ONCE_PER_ADDRESS + 1));
    tomcat.getEngine().getPipeline().addValve(new RequestBodies(now::get));
    Context context = tomcat.addContext("", directory.toString());
    Tomcat.addServlet(
        context,
        "echo",
        new HttpServlet() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void service(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            String form = request.getParameter("name");
            response
                .getWriter()
                .print(form != null ? "form " + form : "body " + count(request.getInputStream()));
          }
        });
    context.addServletMappingDecoded("/*", "echo");
    tomcat.start();
  }

  private static long count(java.io.InputStream in) throws IOException {
    return in.transferTo(OutputStream.nullOutputStream());
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    tomcat.stop();
    tomcat.destroy();
  }

  private Socket send(String text) throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort());
    sockets.add(socket);
    socket.setSoTimeout((int) Patience.LIMIT.toMillis());
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return socket;
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines);
  }

  /** The answer of a connection that is closed after it. */
  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  private String exchange(String method, String headers, String body) throws IOException {
    return answer(
        send(
            method
                + " / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + headers
                + "\r\n\r\n"
                + body));
  }

  @Test
  void whatIsReadAheadArrivesAsItWasSent() throws Exception {
    assertThat(exchange("POST", "Content-Length: 5", "12345")).endsWith("body 5");
    assertThat(exchange("POST", "Content-Length: 300000", "x".repeat(300_000)))
        .endsWith("body 300000");
    assertThat(exchange("POST", "Transfer-Encoding: chunked", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
        .contains("body 5");
    assertThat(
            exchange(
                "POST",
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9",
                "name=anna"))
        .contains("form anna");
    assertThat(exchange("GET", "X: y", "")).contains("body 0");
  }

  @Test
  void aConnectionGoesOnAfterABody() throws Exception {
    Socket socket =
        send(
            lines(
                "POST / HTTP/1.1",
                "Host: a",
                "Content-Length: 2",
                "",
                "abPOST / HTTP/1.1",
                "Host: a",
                "Connection: close",
                "Content-Length: 3",
                "",
                "abc"));
    assertThat(answer(socket)).contains("body 2", "body 3");
  }

  @Test
  void slowBodiesCloseThePortToNobody() throws Exception {
    for (int i = 0; i < RequestBodies.AT_ONCE_PER_ADDRESS; i++) {
      send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx");
    }
    // Once all are being read the next is refused, at once and without reading it.
    String last = "";
    for (long begun = System.nanoTime();
        !last.startsWith("HTTP/1.1 503")
            && System.nanoTime() - begun < Patience.LIMIT.toNanos(); ) {
      last = exchange("POST", "Content-Length: 1", "x");
    }
    assertThat(last).startsWith("HTTP/1.1 503").contains("Retry-After: 5");
    for (int i = 0; i < 50; i++) {
      assertThat(exchange("GET", "X: y", "")).startsWith("HTTP/1.1 200");
      assertThat(answer(send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx")))
          .startsWith("HTTP/1.1 503");
    }
  }

  @Test
  void aBodyHasADeadlineAsAWhole() throws Exception {
    Socket slow = send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx");
    // A byte now and then, each long after the one before.
    Patience.await("it is answered")
        .until(
            () -> {
              now.addAndGet(Duration.ofSeconds(5).toNanos());
              slow.getOutputStream().write('x');
              return slow.getInputStream().available() > 0;
            });
    assertThat(answer(slow)).startsWith("HTTP/1.1 408");
  }

  @Test
  void aBodyThatIsTooLargeIsNotRead() throws Exception {
    assertThat(answer(send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\nx")))
        .startsWith("HTTP/1.1 413");
    assertThat(
            answer(
                send(
                    lines(
                        "POST / HTTP/1.1",
                        "Host: a",
                        "Content-Length: 20000",
                        "Content-Type: application/x-www-form-urlencoded;charset=utf-8",
                        "",
                        "x"))))
        .startsWith("HTTP/1.1 413");
  }
}
