package io.iocp.streaming.publisher;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Leaves a file at a server, or gets one from it; what was broken off goes on where it ended. It
 * uses nothing but the JDK, so that {@code java FileClient.java ws://host:9000/files put a.bin}
 * needs no build.
 */
public final class FileClient {

  private static final int PIECE_BYTES = 64 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final CompletionStage<?> DONE = CompletableFuture.completedFuture("");

  private final Path file;
  private final String name;
  private final PrintStream out;
  // Text messages of the server, and the end of the connection as the last one.
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private volatile Optional<Receiver> receiver = Optional.empty();

  private FileClient(Path file, PrintStream out) {
    this.file = file;
    this.name = file.getFileName().toString();
    this.out = out;
  }

  /**
   * Transfers one file; exits with 1 and the reason when that fails.
   *
   * @param args the address without a name, {@code put} or {@code get}, and the file here, whose
   *     name is also its name there
   */
  public static void main(String[] args) {
    if (args.length != 3 || !(args[1].equals("put") || args[1].equals("get"))) {
      System.err.println("usage: FileClient ws://host:9000/files put|get path/to/file");
      System.exit(2);
    }
    System.exit(transfer(URI.create(args[0]), args[1], Path.of(args[2]), System.out, System.err));
  }

  /**
   * Transfers one file.
   *
   * @return the exit code
   */
  static int transfer(
      URI address, String direction, Path file, PrintStream out, PrintStream errors) {
    FileClient client = new FileClient(file, out);
    try {
      client.run(address, direction);
      return 0;
    } catch (IOException | CompletionException e) {
      errors.println(direction + " " + file + " failed: " + reason(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private static String reason(Exception e) {
    Throwable wrapped = e.getCause();
    Throwable cause = e instanceof CompletionException && wrapped != null ? wrapped : e;
    if (cause instanceof WebSocketHandshakeException refused) {
      return "HTTP status " + refused.getResponse().statusCode();
    }
    if (cause instanceof ConnectException) {
      return "nobody answers at this address";
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private void run(URI address, String direction) throws IOException, InterruptedException {
    if (direction.equals("get") && Files.exists(file)) {
      throw new IOException("there is such a file already");
    }
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    WebSocket server =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .build()
            .newWebSocketBuilder()
            .buildAsync(URI.create(address + "/" + encoded), new Events())
            .join();
    try {
      if (direction.equals("put")) {
        put(server);
      } else {
        get(server);
      }
      server.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    } finally {
      server.abort();
    }
  }

  // ── put: info, start, content, completed ──────────────────────────────────────────────────────

  private void put(WebSocket server) throws IOException, InterruptedException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      String sha256 = hex(hash(channel, size));
      say(server, "{\"type\":\"info\",\"size\":" + size + ",\"sha256\":\"" + sha256 + "\"}");
      String start = await("start");
      long offset = number(start, "offset");
      if (offset > size || !hex(hash(channel, offset)).equals(string(start, "sha256"))) {
        offset = 0; // What is there is of another file.
      }
      report(offset);
      say(server, "{\"type\":\"content\",\"offset\":" + offset + "}");
      sendContent(server, channel, offset, size);
      requireEqual(sha256, string(await("completed"), "sha256"));
      out.println(name + ": " + size + " bytes, sha256 " + sha256);
    }
  }

  private void sendContent(WebSocket server, FileChannel channel, long offset, long size)
      throws IOException, InterruptedException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    for (long position = offset; position < size; ) {
      if (!messages.isEmpty()) {
        await("nothing while the content is on its way");
      }
      int count = channel.read(piece.clear(), position);
      if (count < 0) {
        throw new IOException("the file became shorter while it was sent");
      }
      server.sendBinary(piece.flip(), true).join();
      position += count;
    }
  }

  // ── get: info, start, content, completed ──────────────────────────────────────────────────────

  private void get(WebSocket server) throws IOException, InterruptedException {
    say(server, "{\"type\":\"get\"}");
    String info = await("info");
    long size = number(info, "size");
    String sha256 = string(info, "sha256");
    Path part = file.resolveSibling("." + name + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() > size) {
        channel.truncate(0);
      }
      MessageDigest digest = hash(channel, channel.size());
      Receiver receiving = new Receiver(channel, digest, channel.size(), size);
      receiver = Optional.of(receiving);
      say(
          server,
          "{\"type\":\"start\",\"offset\":"
              + channel.size()
              + ",\"sha256\":\""
              + hex(digest)
              + "\"}");
      report(number(await("content"), "offset"));
      receiving.awaitAll();
      channel.force(true);
      if (!hex(receiving.digest).equals(sha256)) {
        Files.delete(part);
        throw new IOException("what came is not what was announced");
      }
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    say(server, "{\"type\":\"completed\",\"size\":" + size + ",\"sha256\":\"" + sha256 + "\"}");
    out.println(name + ": " + size + " bytes, sha256 " + sha256);
  }

  /**
   * Writes the content as it comes; only the client's reading thread calls it until all is there.
   */
  private final class Receiver {

    private final FileChannel channel;
    private final long size;
    private MessageDigest digest;
    private long position;

    Receiver(FileChannel channel, MessageDigest digest, long position, long size) {
      this.channel = channel;
      this.digest = digest;
      this.position = position;
      this.size = size;
    }

    void begin(long offset) throws IOException {
      if (offset == 0) {
        channel.truncate(0);
        digest = newDigest();
        position = 0;
      } else if (offset != position) {
        throw new IOException("the server begins at " + offset + " instead of " + position);
      }
      tellIfAllIsThere();
    }

    void add(ByteBuffer content) throws IOException {
      digest.update(content.duplicate());
      while (content.hasRemaining()) {
        position += channel.write(content, position);
      }
      tellIfAllIsThere();
    }

    private void tellIfAllIsThere() {
      if (position >= size) {
        messages.add("{\"type\":\"all\"}");
      }
    }

    void awaitAll() throws IOException, InterruptedException {
      await("all");
    }
  }

  // ── messages ──────────────────────────────────────────────────────────────────────────────────

  private void say(WebSocket server, String message) {
    server.sendText(message, true).join();
  }

  /** The next message, which is to be of this type. */
  private String await(String type) throws IOException, InterruptedException {
    String message = messages.take();
    String found = string(message, "type");
    if (found.equals(type)) {
      return message;
    }
    if (found.equals("failed")) {
      throw new IOException(string(message, "code") + ", " + string(message, "reason"));
    }
    if (found.equals("gone")) {
      throw new IOException(string(message, "reason") + "; run it again to go on");
    }
    throw new IOException("expected " + type + ", but the server said " + message);
  }

  private void report(long offset) {
    if (offset > 0) {
      out.println(name + ": goes on at byte " + offset);
    }
  }

  /** A field of one of the exchange's flat messages; its strings have no escapes that matter. */
  private static String string(String message, String field) {
    Matcher matcher =
        Pattern.compile("\"" + field + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(message);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static long number(String message, String field) throws IOException {
    Matcher matcher = Pattern.compile("\"" + field + "\":(\\d{1,18})\\b").matcher(message);
    if (!matcher.find()) {
      throw new IOException("the server said no " + field + ": " + message);
    }
    return Long.parseLong(matcher.group(1));
  }

  // ── hashes ────────────────────────────────────────────────────────────────────────────────────

  private static MessageDigest hash(FileChannel channel, long bytes) throws IOException {
    MessageDigest digest = newDigest();
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
    for (long position = 0; position < bytes; ) {
      piece.clear().limit((int) Math.min(PIECE_BYTES, bytes - position));
      int count = channel.read(piece, position);
      if (count < 0) {
        throw new IOException("the file became shorter while it was read");
      }
      digest.update(piece.flip());
      position += count;
    }
    return digest;
  }

  private static String hex(MessageDigest digest) {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
    }
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void requireEqual(String expected, String actual) throws IOException {
    if (!expected.equals(actual)) {
      throw new IOException("the server has something else: sha256 " + actual);
    }
  }

  private final class Events implements WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket server, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        String message = text.toString();
        text.setLength(0);
        messages.add(message);
        if (string(message, "type").equals("content")) {
          // Here, and not where it is awaited: what comes next is content.
          write(server, receiving -> receiving.begin(number(message, "offset")));
        }
      }
      server.request(1);
      return DONE;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket server, ByteBuffer data, boolean last) {
      write(server, receiving -> receiving.add(data));
      server.request(1);
      return DONE;
    }

    private void write(WebSocket server, Writing writing) {
      Optional<Receiver> receiving = receiver;
      if (receiving.isEmpty()) {
        return; // Nothing was asked for.
      }
      try {
        writing.to(receiving.get());
      } catch (IOException e) {
        gone(e.toString());
        server.abort();
      }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket server, int code, String reason) {
      gone("closed with " + code + " " + reason);
      return DONE;
    }

    @Override
    public void onError(WebSocket server, Throwable error) {
      gone("the connection is lost");
    }

    private void gone(String reason) {
      messages.add("{\"type\":\"gone\",\"reason\":\"" + reason.replace('"', '\'') + "\"}");
    }
  }

  /** Something that writes to the disk. */
  private interface Writing {
    void to(Receiver receiving) throws IOException;
  }
}
