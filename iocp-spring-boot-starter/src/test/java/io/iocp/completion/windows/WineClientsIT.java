package io.iocp.completion.windows;

import static io.iocp.testsupport.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.completion.windows.EchoServer.Mode;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.WineProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The engine under Wine, and clients on the Linux side, which see FIN and RST as they are: those
 * inside of Wine do not.
 */
@Timeout(300)
class WineClientsIT {

  private static final int CONNECTIONS = 500;
  private static final int ROUNDS = 20;
  // Where a stand-in tells of what there is to read.
  private static final int FEWER_ROUNDS = 5;

  private WineProgram program;
  private int port;
  private String idleFigures;

  private void start(Mode mode) throws IOException {
    start(mode, 0, false);
  }

  private void start(Mode mode, int firstDataBytes, boolean reuse) throws IOException {
    program =
        WineProgram.start(
            EchoServer.class,
            mode.name(),
            Integer.toString(firstDataBytes),
            Boolean.toString(reuse));
    port = Integer.parseInt(program.ask("port"));
    // The listener starts on its worker.
    await().until(() -> program.ask("figures").startsWith("pending=1 "));
    idleFigures = program.ask("figures");
    assertThat(idleFigures)
        .startsWith("pending=1 buffers=0")
        .contains("contexts=0 late=0 connections=0");
  }

  @AfterEach
  void end() throws IOException {
    if (program != null) {
      program.close();
    }
  }

  private void awaitIdle() {
    await().untilAsserted(() -> assertThat(program.ask("figures")).isEqualTo(idleFigures));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) Patience.LIMIT.toMillis());
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static String receive(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), US_ASCII);
  }

  private static void reset(Socket socket) throws IOException {
    if (!socket.isClosed()) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAbortiveCloseIsAResetForThePeer(Mode mode) throws Exception {
    start(mode);
    try (Socket socket = connect()) {
      send(socket, "Reset me");
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    awaitIdle();
  }

  @ParameterizedTest
  @EnumSource
  void afterThePeersFinTheRestStillGoesOut(Mode mode) throws Exception {
    start(mode);
    try (Socket socket = connect()) {
      send(socket, "half-closed");
      socket.shutdownOutput();
      assertThat(receive(socket, 100)).isEqualTo("half-closed");
    }
    awaitIdle();
  }

  @ParameterizedTest
  @EnumSource
  void aReloadStormLeavesNothingBehind(Mode mode) throws Exception {
    start(mode);
    Random random = new Random(20_261_120);
    int rounds = mode.hasStandIn() ? FEWER_ROUNDS : ROUNDS;
    for (int round = 0; round < rounds; round++) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        Socket socket = connect();
        sockets.add(socket);
        send(socket, "GET /" + i);
        if (i % 3 == 0 && random.nextBoolean()) {
          reset(socket); // Before anything has come back, or even been accepted.
        }
      }
      for (int i = 0; i < CONNECTIONS; i++) {
        Socket socket = sockets.get(i);
        if (i % 3 == 0) {
          reset(socket);
        } else {
          if (i % 3 == 1) {
            socket.shutdownOutput();
          }
          String expected = "GET /" + i;
          assertThat(receive(socket, expected.length())).isEqualTo(expected);
          socket.close();
        }
      }
      awaitIdle();
    }
  }

  /** Wine disconnects such a socket, but does not accept into it again: a new one is made then. */
  @Test
  void socketsThatWereClosedInOrderAreUsedAgainOrReplaced() throws Exception {
    start(Mode.OVERLAPPED, 0, true);
    int moreThanThereAreAccepts = 3 * WindowsPortProvider.Options.DEFAULTS.accepts();
    for (int i = 0; i < moreThanThereAreAccepts; i++) {
      try (Socket socket = connect()) {
        send(socket, "number " + i);
        socket.shutdownOutput();
        assertThat(receive(socket, 100)).isEqualTo("number " + i);
      }
    }
    awaitNoConnection();
  }

  private void awaitNoConnection() {
    await().until(() -> program.ask("figures").endsWith("connections=0"));
  }

  @Test
  void firstDataComesWithTheAccept() throws Exception {
    start(Mode.OVERLAPPED, 1024, false);
    try (Socket silent = connect();
        Socket socket = connect()) {
      send(socket, "first");
      assertThat(receive(socket, 5)).isEqualTo("first");
      send(socket, "second");
      assertThat(receive(socket, 6)).isEqualTo("second");
      // The other one came before, and has not been accepted.
      assertThat(program.ask("figures")).endsWith("connections=1");
      assertThat(silent.isConnected()).isTrue();
    }
    awaitIdle();
  }

  @Test
  void clientsThatSendNothingFirstAreResetAndKeepNobodyOut() throws Exception {
    start(Mode.OVERLAPPED, 1024, false);
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 2 * WindowsPortProvider.Options.DEFAULTS.accepts(); i++) {
      silent.add(connect());
    }
    try (Socket socket = connect()) {
      send(socket, "heard");
      assertThat(receive(socket, 5)).isEqualTo("heard");
    }
    for (Socket socket : silent) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
      socket.close();
    }
    awaitIdle();
  }

  /** Seen in the kernel's own table: which timer of the socket runs, and for how long. */
  @Test
  void aSilentConnectionIsProbedWhenTheTimeIsOverThatWasAskedFor() throws Exception {
    start(Mode.OVERLAPPED);
    try (Socket socket = connect()) {
      send(socket, "hello");
      assertThat(receive(socket, 5)).isEqualTo("hello");
      // Once its data has been acknowledged, keep-alive is the only timer: 2, of 60 s at most.
      await().until(() -> serversTimer(socket).startsWith("02:"));
      int hundredths = Integer.parseInt(serversTimer(socket).substring("02:".length()), 16);
      assertThat(hundredths).isPositive().isLessThanOrEqualTo(60 * 100);
    }
    awaitIdle();
  }

  private String serversTimer(Socket client) throws IOException {
    String ends = ":%04X 0100007F:%04X".formatted(port, client.getLocalPort());
    try (Stream<String> connections = Files.lines(Path.of("/proc/net/tcp"))) {
      return connections
          .filter(line -> line.contains(ends))
          .map(line -> line.strip().split(" +", -1)[5])
          .findFirst()
          .orElseThrow();
    }
  }
}
