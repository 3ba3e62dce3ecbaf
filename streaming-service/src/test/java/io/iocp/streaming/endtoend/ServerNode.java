package io.iocp.streaming.endtoend;

import io.iocp.streaming.StreamingServiceApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One of several servers that work together: a process at a port that it keeps when it is killed.
 */
final class ServerNode implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final int port;
  private final List<String> arguments;
  private ServiceProcess process;

  /**
   * Starts it.
   *
   * @param arguments of the service, beside its ports
   */
  ServerNode(int port, List<String> arguments) throws IOException {
    this.port = port;
    this.arguments = List.copyOf(arguments);
    this.process = start();
  }

  /** A port that is free now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private ServiceProcess start() throws IOException {
    List<String> java =
        new ArrayList<>(
            List.of(
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                StreamingServiceApplication.class.getName(),
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--iocp.port=" + port,
                "--iocp.address=127.0.0.1",
                "--iocp.admin.users.operator.password=" + RunningService.PASSWORD,
                "--iocp.admin.users.operator.role=operator",
                "--streaming.security.mode=open",
                "--streaming.demo.enabled=false"));
    java.addAll(arguments);
    return new ServiceProcess(ServiceProcess.java(java));
  }

  ServiceProcess process() {
    return process;
  }

  /** Ends it in the middle of whatever it does. */
  void kill() {
    process.kill();
  }

  /** Sends it a signal, such as STOP or CONT. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Starts it again at the same port. */
  void startAgain() throws IOException {
    process = start();
  }

  Client watch(String streamAndQuery) {
    return Client.connect(process.webSocket("/watch/" + streamAndQuery));
  }

  /** A stream as the administration API shows it; missing if it is not there. */
  JsonNode stream(String name) throws Exception {
    return JSON.readTree(process.get("/api/v1/streams/" + name));
  }

  @Override
  public void close() {
    process.close();
  }
}
