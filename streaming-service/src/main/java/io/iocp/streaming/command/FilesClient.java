package io.iocp.streaming.command;

import io.iocp.IocpTransport;
import io.iocp.file.FileExchange;
import io.iocp.file.FileExchangeOptions;
import io.iocp.file.FileFailure;
import io.iocp.file.FileListing;
import io.iocp.file.FileStart;
import io.iocp.file.FileTransferSnapshot;
import io.iocp.file.FileTransferState;
import io.iocp.time.NanoClock;
import io.iocp.websocket.WebSocketOpening;
import io.iocp.websocket.WebSocketRequest;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client's side of the exchange of files: one session, about one file or about the list. */
final class FilesClient {

  // A file comes as one message, whatever its size.
  private static final FrameLimits ANY_SIZE = new FrameLimits(1L << 50, 1L << 50);
  private static final WsClose LOST = new WsClose(CloseCode.ABNORMAL, "");
  private static final Duration STALLED_AFTER = Duration.ofMinutes(2);

  private final IocpTransport transport;
  private final WebSocketRequest request;
  private final Terminal terminal;

  private FilesClient(IocpTransport transport, WebSocketRequest request, Terminal terminal) {
    this.transport = transport;
    this.request = request;
    this.terminal = terminal;
  }

  /** What is done with a transport that is stopped afterwards; answers the exit code. */
  private interface Errand {
    int run(FilesClient client) throws IOException;
  }

  private static int run(WebSocketRequest request, Terminal terminal, Errand errand)
      throws IOException {
    IocpTransport transport = ClientTransport.open();
    try {
      return errand.run(new FilesClient(transport, request.withLimits(ANY_SIZE), terminal));
    } finally {
      transport.stop(ClientTransport.STOP_GRACE);
    }
  }

  /** Leaves a file; answers the exit code. */
  static int put(WebSocketRequest request, Path file, Terminal terminal) throws IOException {
    return run(request, terminal, client -> client.transfer(file, true));
  }

  /** Gets a file; answers the exit code. */
  static int get(WebSocketRequest request, Path file, Terminal terminal) throws IOException {
    return run(request, terminal, client -> client.transfer(file, false));
  }

  /** Prints size and name of each file; answers the exit code. */
  static int list(WebSocketRequest request, PrintStream out, Terminal terminal) throws IOException {
    return run(request, terminal, client -> client.list(out));
  }

  private WebSocketOpening open(WsHandler handler) {
    CompletableFuture<WebSocketOpening> opening = new CompletableFuture<>();
    transport.connectWebSocket(request, handler, opening::complete);
    return opening.join();
  }

  private int list(PrintStream out) {
    FileListing listing =
        new FileListing(
            (name, bytes) ->
                out.println(
                    String.format(Locale.ROOT, "%14d  %s", bytes, Terminal.printable(name))));
    WebSocketOpening opening = open(listing);
    if (!(opening instanceof WebSocketOpening.Opened)) {
      return failed("list", Ending.of(opening));
    }
    String failure = listing.end().join();
    out.flush();
    return failure.isEmpty()
        ? ExitCode.DONE
        : failed("list", new Ending(ExitCode.REFUSED, false, failure));
  }

  private int transfer(Path file, boolean put) throws IOException {
    String name = file.getFileName().toString();
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException("a directory is no file: " + file);
    }
    // What may be done is what was asked for: the server gets no other file, and leaves none.
    FileExchange exchange =
        new FileExchange(
            new FileExchangeOptions(
                directory, put, !put, false, Long.MAX_VALUE, 1, STALLED_AFTER, Duration.ZERO),
            transport::jobs);
    TransferWatch watch = new TransferWatch(terminal, NanoClock.system());
    exchange.addListener(watch);
    CloseWatch session = new CloseWatch(exchange.webSocketHandler(name));
    WebSocketOpening opening = open(session);
    if (!(opening instanceof WebSocketOpening.Opened opened)) {
      return failed(name, Ending.of(opening));
    }
    long server = opened.session().id();
    FileStart start = put ? exchange.send(server, name) : exchange.request(server, name);
    if (start instanceof FileStart.Refused refused) {
      return failed(name, new Ending(ExitCode.NO_SOURCE, false, refused.reason()));
    }
    FileTransferSnapshot end = watch.ended().join();
    if (end.state() == FileTransferState.COMPLETED) {
      terminal.say(name + ": " + end.totalBytes() + " bytes, and the SHA-256 is right");
      opened.session().close(CloseCode.NORMAL, "");
      return ExitCode.DONE;
    }
    return failed(name, ending(end, session.closed().getNow(null)));
  }

  private static Ending ending(FileTransferSnapshot end, @Nullable WsClose closed) {
    FileFailure failure = end.failure() == null ? FileFailure.OTHER : end.failure();
    if (failure == FileFailure.GONE) {
      Ending ending = Ending.of(closed == null ? LOST : closed, true);
      return new Ending(
          ending.exitCode(), ending.passing(), ending.words() + "; run it again to go on");
    }
    int exitCode =
        switch (failure) {
          case DISK, HASH_MISMATCH, OTHER -> ExitCode.FAILED;
          default -> ExitCode.REFUSED;
        };
    return new Ending(exitCode, false, failure.code() + ", " + end.reason());
  }

  private int failed(String what, Ending ending) {
    terminal.say(what + ": " + ending.words());
    return ending.exitCode();
  }
}
