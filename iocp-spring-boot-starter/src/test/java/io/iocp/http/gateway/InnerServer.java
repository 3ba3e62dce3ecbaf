package io.iocp.http.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.iocp.testsupport.Patience;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A web server that believes everything: it reads heads as leniently as any, counts what it takes
 * for requests, and does what the test says.
 */
final class InnerServer implements AutoCloseable {

  /** Does what the test wants with a request. */
  interface Script {
    void serve(Exchange exchange) throws IOException;
  }

  private final ServerSocket listener;
  private final CompletableFuture<Void> acceptedLast = new CompletableFuture<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger ended = new AtomicInteger();
  volatile Script script = exchange -> exchange.answer("hello");

  InnerServer() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  Exchange next() throws InterruptedException {
    Exchange exchange = exchanges.poll(Patience.SECONDS, TimeUnit.SECONDS);
    if (exchange == null) {
      throw new AssertionError("no request came");
    }
    return exchange;
  }

  int waiting() {
    return exchanges.size();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "inner-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    } finally {
      acceptedLast.complete(null);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      while (true) {
        String head = readHead(socket.getInputStream());
        if (head == null) {
          return;
        }
        Exchange exchange = new Exchange(head, socket);
        exchanges.add(exchange);
        script.serve(exchange);
      }
    } catch (IOException e) {
      // The client is gone.
    } finally {
      ended.incrementAndGet();
    }
  }

  private static @Nullable String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0 && head.indexOf("\n\n") < 0) {
      int c = in.read();
      if (c < 0) {
        return null;
      }
      head.append((char) c);
    }
    return head.toString();
  }

  /** Nobody is served any more: a thread that waits for a connection may still take one before. */
  @Override
  public void close() throws IOException {
    listener.close();
    acceptedLast.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** One request. */
  static final class Exchange {

    final String head;
    final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Exchange(String head, Socket socket) throws IOException {
      this.head = head;
      this.socket = socket;
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
    }

    @Nullable String header(String name) {
      for (String line : head.split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
          return line.substring(name.length() + 1).strip();
        }
      }
      return null;
    }

    /** Reads the body, framed as the head says. */
    byte[] body() throws IOException {
      String length = header("Content-Length");
      if (length != null) {
        return in.readNBytes(Integer.parseInt(length));
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (header("Transfer-Encoding") != null) {
        int size = Integer.parseInt(line(), 16);
        all.writeBytes(in.readNBytes(size));
        line();
        if (size == 0) {
          break;
        }
      }
      return all.toByteArray();
    }

    private String line() throws IOException {
      StringBuilder text = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("the body ends in a line of its framing");
        }
        text.append((char) c);
      }
      return text.toString().strip();
    }

    void answer(String body) throws IOException {
      write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    void write(String text) throws IOException {
      out.write(text.getBytes(ISO_8859_1));
      out.flush();
    }

    void write(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }
  }
}
