package io.iocp.streaming.endtoend;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real Redis that keeps nothing: when it is started again it is empty. */
final class RedisServer implements AutoCloseable {

  private final String program;
  private final int port;
  private Process process;

  private RedisServer(String program, int port) throws IOException {
    this.program = program;
    this.port = port;
    this.process = run();
  }

  /** Starts one; skips the test visibly where there is none. */
  static RedisServer start() throws IOException {
    return new RedisServer(
        Capability.requireProgram("redis-server").toString(), ServerNode.freePort());
  }

  private Process run() throws IOException {
    Process started =
        new ProcessBuilder(
                List.of(
                    program,
                    "--port",
                    Integer.toString(port),
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--appendonly",
                    "no"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Patience.await("Redis listens").until(this::listens);
    return started;
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  void kill() {
    process.destroyForcibly().onExit().orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
  }

  void startAgain() throws IOException {
    process = run();
  }

  @Override
  public void close() {
    kill();
  }
}
