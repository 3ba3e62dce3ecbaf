package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who gets to the files of the service, and how. */
@Timeout(180)
class FilesIT {

  @TempDir private Path directory;

  private static String answer(RunningService service, String path) throws IOException {
    try (RawClient client = RawClient.connect(service)) {
      client.send(RawClient.handshake(path));
      return client.readToEnd();
    }
  }

  @Test
  void thereAreNoFilesUnlessADirectoryIsNamed() throws Exception {
    try (RunningService service = RunningService.open(Engine.NIO)) {
      assertThat(answer(service, "/files")).startsWith("HTTP/1.1 404 ");
      assertThat(answer(service, "/files/f")).startsWith("HTTP/1.1 404 ");
      assertThat(service.administer("GET", "/api/v1/files").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void filesAreClosedLikeStreamsUnlessSomebodySaysWhoMay() throws Exception {
    try (RunningService service =
        RunningService.start(
            "--streaming.files.directory=" + directory,
            "--streaming.demo.enabled=false",
            "--iocp.packet.port=0")) {
      assertThat(answer(service, "/files/f"))
          .startsWith("HTTP/1.1 403 ")
          .contains("set streaming.security.mode");
      try (Socket socket = packets(service)) {
        DataInputStream in = ask(socket);
        in.readInt();
        assertThat(in.readUnsignedByte()).as("nobody handles this").isEqualTo(0xF2);
      }
    }
  }

  @Test
  void namesThatLeadElsewhereAreBadRequests() throws Exception {
    try (RunningService service =
        RunningService.open(Engine.NIO, "--streaming.files.directory=" + directory)) {
      for (String path : new String[] {"/files/NUL", "/files/.f.part", "/files/a%3Ab"}) {
        assertThat(answer(service, path)).startsWith("HTTP/1.1 400 ");
      }
      assertThat(answer(service, "/files/..%2Ff")).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void filesComeByPacketsToo() throws Exception {
    Files.writeString(directory.resolve("f"), "hello");
    try (RunningService service =
            RunningService.open(
                Engine.NIO,
                "--streaming.files.directory=" + directory,
                "--iocp.packet.port=0",
                "--iocp.packet.address=127.0.0.1");
        Socket socket = packets(service)) {
      DataInputStream in = ask(socket);
      byte[] info = new byte[in.readInt()];
      assertThat(in.readUnsignedByte()).isEqualTo(0xE0);
      in.readFully(info);
      assertThat(new String(info, StandardCharsets.UTF_8))
          .startsWith("{\"type\":\"info\",\"name\":\"f\",\"size\":5,");
      assertThat(service.administer("GET", "/actuator/prometheus").body())
          .contains("iocp_files_running{direction=\"sending\"} 1.0");
    }
  }

  private static Socket packets(RunningService service) throws IOException {
    InetSocketAddress address = service.transport().packetAddress().orElseThrow();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static DataInputStream ask(Socket socket) throws IOException {
    byte[] get = "{\"type\":\"get\",\"name\":\"f\"}".getBytes(StandardCharsets.UTF_8);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(get.length);
    out.writeByte(0xE0);
    out.write(get);
    out.flush();
    return new DataInputStream(socket.getInputStream());
  }
}
