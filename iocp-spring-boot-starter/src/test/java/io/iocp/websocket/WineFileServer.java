package io.iocp.websocket;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.connection.FileOutcome;
import io.iocp.testsupport.WineProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** For clients from outside: a session is sent one file, as one message. */
public final class WineFileServer {

  private static volatile String outcome = "none";

  private WineFileServer() {}

  /** Argument: the file. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path file = Path.of(arguments[0]);
    IocpTransport transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .build(),
            List.of(registry -> registry.addHandler(new SendsFile(file), "/file")));
    WineProgram.answer(
        question ->
            switch (question) {
              case "engine" -> transport.figures().engine();
              case "port" -> Integer.toString(transport.address().getPort());
              case "outcome" -> outcome;
              default ->
                  "pending="
                      + transport.figures().port().pendingTotal()
                      + " buffers="
                      + transport.figures().buffers().used();
            });
    transport.stop(Duration.ZERO);
    System.exit(0);
  }

  private static final class SendsFile extends MessageHandler {

    private final Path file;

    SendsFile(Path file) {
      this.file = file;
    }

    @Override
    public void onOpen(WsSession session) {
      try {
        session.sendFile(file, 0, SendsFile::ended);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void ended(FileOutcome ended) {
      outcome = ended.toString();
    }
  }
}
