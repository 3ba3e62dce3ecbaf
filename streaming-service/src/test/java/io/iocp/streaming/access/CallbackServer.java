package io.iocp.streaming.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A server of one's own that is asked about access, and may be as bad as it likes. */
public final class CallbackServer implements AutoCloseable {

  /** Answers one request. */
  @FunctionalInterface
  public interface Responder {

    /** Writes the answer, if it feels like it; the connection is closed then. */
    void respond(String body, OutputStream out) throws IOException, InterruptedException;
  }

  /** Never answers, and holds the connection until the server is closed. */
  public static final Responder HANGING = (body, out) -> new CountDownLatch(1).await();

  private final ServerSocket listening;
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile Responder responder;

  /** Listens at once. */
  public CallbackServer(Responder responder) {
    this.responder = responder;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  /** Answers with this status and body. */
  public static Responder answering(int status, String body, String... headers) {
    return (asked, out) -> {
      byte[] bytes = body.getBytes(UTF_8);
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      head.append("Content-Length: ").append(bytes.length).append("\r\nConnection: close\r\n\r\n");
      out.write(head.toString().getBytes(ISO_8859_1));
      out.write(bytes);
    };
  }

  /** Answers with JSON. */
  public static Responder answering(String json) {
    return answering(200, json, "Content-Type: application/json");
  }

  public void behave(Responder other) {
    responder = other;
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort() + path);
  }

  /** What was asked so far. */
  public List<String> bodies() {
    return bodies;
  }

  /** The request lines and headers of what was asked so far. */
  public List<String> heads() {
    return heads;
  }

  private void start(Runnable work) {
    Thread thread = new Thread(work, "callback-server");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        open.add(socket);
        start(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      String head = head(in);
      int length = 0;
      for (String line : head.split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
        }
      }
      String body = new String(in.readNBytes(length), UTF_8);
      heads.add(head);
      bodies.add(body);
      responder.respond(body, socket.getOutputStream());
    } catch (IOException | InterruptedException e) {
      // The other side has had enough, or this server is closed.
    } finally {
      open.remove(socket);
      threads.remove(Thread.currentThread());
    }
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended within the head");
      }
      head.write(next);
    }
    return head.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.forEach(Thread::interrupt);
    for (Socket socket : open) {
      socket.close();
    }
  }
}
