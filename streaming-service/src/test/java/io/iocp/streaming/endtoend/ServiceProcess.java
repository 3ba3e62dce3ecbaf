package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.StreamingServiceApplication;
import io.iocp.testsupport.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real service in a process of its own, so that its memory is its own, too. */
final class ServiceProcess implements AutoCloseable {

  // A small heap starts slowly where others need the processors, too.
  private static final long START_SECONDS = 240;
  private static final Pattern WEB_PORT = Pattern.compile("Tomcat started on port (\\d+)");
  private static final Pattern TRANSPORT_PORT =
      Pattern.compile("Engine \\w+ with \\d+ workers listens on .*?:(\\d+) ");

  /** Free ports of this machine, and somebody who may ask everything. */
  static final List<String> ARGUMENTS =
      List.of(
          "--server.port=0",
          "--iocp.port=0",
          "--server.address=127.0.0.1",
          "--iocp.admin.users.operator.password=" + RunningService.PASSWORD,
          "--iocp.admin.users.operator.role=operator");

  private final Process process;
  private final CompletableFuture<Integer> webPort = new CompletableFuture<>();
  private final CompletableFuture<Integer> transportPort = new CompletableFuture<>();
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param jvm options of its virtual machine
   * @param arguments of the service
   */
  ServiceProcess(List<String> jvm, List<String> arguments) throws IOException {
    this(java(options(jvm, arguments)));
  }

  /**
   * @param process the service, with {@link #ARGUMENTS}
   */
  ServiceProcess(Process process) {
    this.process = process;
    new Thread(this::readOutput, "service-output").start();
  }

  private static List<String> options(List<String> jvm, List<String> arguments) {
    List<String> options = new ArrayList<>(jvm);
    options.add(StreamingServiceApplication.class.getName());
    options.addAll(arguments);
    options.addAll(ARGUMENTS);
    return options;
  }

  /** Starts a Java program with this test's class path. */
  static Process java(List<String> options) throws IOException {
    return new ProcessBuilder(command(options)).redirectErrorStream(true).start();
  }

  /** How to start a Java program with this test's class path. */
  static List<String> command(List<String> options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path"))));
    command.addAll(options);
    return command;
  }

  private void readOutput() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        complete(webPort, WEB_PORT.matcher(line));
        complete(transportPort, TRANSPORT_PORT.matcher(line));
        if (line.contains("WARN") || line.contains("ERROR")) {
          System.out.println("service: " + line);
        }
      }
    } catch (IOException e) {
      // It was killed.
    }
    IllegalStateException ended = new IllegalStateException("the service has ended");
    webPort.completeExceptionally(ended);
    transportPort.completeExceptionally(ended);
  }

  private static void complete(CompletableFuture<Integer> port, Matcher matcher) {
    if (matcher.find()) {
      port.complete(Integer.valueOf(matcher.group(1)));
    }
  }

  private static int await(CompletableFuture<Integer> port) {
    return port.orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
  }

  URI webSocket(String path) {
    return URI.create("ws://127.0.0.1:" + await(transportPort) + path);
  }

  URI page(String path) {
    return URI.create("http://127.0.0.1:" + await(webPort) + path);
  }

  String get(String path) throws IOException, InterruptedException {
    String login = RunningService.basic(RunningService.OPERATOR, RunningService.PASSWORD);
    HttpRequest request = HttpRequest.newBuilder(page(path)).header("Authorization", login).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  /** A meter's value, by its line's beginning in Prometheus' text. */
  double meter(String line) throws IOException, InterruptedException {
    for (String found : get("/actuator/prometheus").lines().toList()) {
      if (found.startsWith(line)) {
        return Double.parseDouble(found.substring(found.lastIndexOf(' ') + 1));
      }
    }
    throw new AssertionError("no meter " + line);
  }

  /** What the process has used of the processors so far, the kernel's part included. */
  Duration cpuTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Memory of the process that is in use now, in bytes. */
  long residentBytes() throws IOException {
    Matcher matcher =
        Pattern.compile("VmRSS:\\s+(\\d+) kB")
            .matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
    assertThat(matcher.find()).isTrue();
    return Long.parseLong(matcher.group(1)) << 10;
  }

  long pid() {
    return process.pid();
  }

  /** Ends it in the middle of whatever it does. */
  void kill() {
    process.destroyForcibly().onExit().orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.onExit().orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      process.destroyForcibly();
    }
  }
}
