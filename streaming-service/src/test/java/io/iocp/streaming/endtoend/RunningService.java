package io.iocp.streaming.endtoend;

import io.iocp.IocpTransport;
import io.iocp.datagram.DatagramListener;
import io.iocp.socket.SocketListener;
import io.iocp.streaming.StreamingServiceApplication;
import io.iocp.testsupport.Patience;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The real service, in this process, on whatever ports are free. */
final class RunningService implements AutoCloseable {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Patience.LIMIT).build();

  /** Who may change what on a service that {@link #open} started. */
  static final String OPERATOR = "operator";

  static final String PASSWORD = "for-these-tests-only";

  private final ServletWebServerApplicationContext context;

  private RunningService(ServletWebServerApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts the service as its main method does.
   *
   * @param arguments as on the command line; ports are free ones unless given
   */
  static RunningService start(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    for (String port : List.of("--server.port=", "--iocp.port=")) {
      if (all.stream().noneMatch(argument -> argument.startsWith(port))) {
        all.add(port + "0");
      }
    }
    SpringApplication application = new SpringApplication(StreamingServiceApplication.class);
    application.setMainApplicationClass(StreamingServiceApplication.class);
    return new RunningService(
        (ServletWebServerApplicationContext) application.run(all.toArray(String[]::new)));
  }

  /**
   * Starts the service for publishers and viewers of this machine, without the demo. Operators log
   * in as {@link #OPERATOR}.
   */
  static RunningService open(Engine engine, String... arguments) {
    engine.require();
    return start(
        Stream.concat(
                Stream.of(
                    engine.property(),
                    "--streaming.security.mode=open",
                    "--server.address=127.0.0.1",
                    "--iocp.address=127.0.0.1",
                    "--iocp.admin.users.operator.password=" + PASSWORD,
                    "--iocp.admin.users.operator.role=operator"),
                Stream.of(arguments))
            .toArray(String[]::new));
  }

  int webPort() {
    return context.getWebServer().getPort();
  }

  InetSocketAddress transportAddress() {
    return transport().address();
  }

  int transportPort() {
    return transportAddress().getPort();
  }

  IocpTransport transport() {
    return context.getBean(IocpTransport.class);
  }

  Environment environment() {
    return context.getEnvironment();
  }

  /**
   * @param path on the web port, unless it begins with another one
   */
  URI page(String path) {
    String scheme = environment().containsProperty("server.ssl.bundle") ? "https" : "http";
    return URI.create(
        scheme + "://127.0.0.1" + (path.startsWith(":") ? "" : ":" + webPort()) + path);
  }

  URI webSocket(String path) {
    String scheme = transport().options().tls() == null ? "ws" : "wss";
    return URI.create(scheme + "://127.0.0.1:" + transportPort() + path);
  }

  /**
   * Where to publish by RTMP, if the service was started with a port for that.
   *
   * @param path application and stream key
   */
  String rtmp(String path) {
    return "rtmp://127.0.0.1:" + port("rtmpListener") + "/" + path;
  }

  /** Where to publish by RTMP through TLS, likewise. */
  String rtmps(String path) {
    return "rtmps://127.0.0.1:" + port("rtmpsListener") + "/" + path;
  }

  /** The port on which a stream is taken by TCP, if one was set for it. */
  int tcpPort(String stream) {
    return port("tcpListener-" + stream);
  }

  /** The port on which a stream is taken by UDP, if one was set for it. */
  int udpPort(String stream) {
    return transport()
        .datagramAddress(context.getBean("udpListener-" + stream, DatagramListener.class))
        .orElseThrow()
        .getPort();
  }

  private int port(String listener) {
    return transport()
        .socketAddress(context.getBean(listener, SocketListener.class))
        .orElseThrow()
        .getPort();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HTTP.send(request(path).GET().build(), BodyHandlers.ofString());
  }

  /** Asks as the operator. */
  HttpResponse<String> administer(String method, String path)
      throws IOException, InterruptedException {
    return administer(method, path, OPERATOR, PASSWORD);
  }

  HttpResponse<String> administer(String method, String path, String user, String password)
      throws IOException, InterruptedException {
    return HTTP.send(
        request(path)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Authorization", basic(user, password))
            .build(),
        BodyHandlers.ofString());
  }

  /** Asks as the operator, with a body in JSON. */
  HttpResponse<String> administerJson(String method, String path, String json, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path)
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .header("Authorization", basic(OPERATOR, PASSWORD))
            .header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  /** Listens to events as the operator. */
  EventStream events(String query, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(page("/api/v1/events" + query))
            .header("Authorization", basic(OPERATOR, PASSWORD));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return EventStream.open(request.build());
  }

  static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(page(path)).timeout(Patience.LIMIT);
  }

  MeterRegistry meters() {
    return context.getBean(MeterRegistry.class);
  }

  /** The count of a meter, such as {@code streaming.ingest.refused.text}. */
  double count(String meter, String... tags) {
    return meters().get(meter).tags(tags).functionCounter().count();
  }

  /** What all controllers of the application answer to. */
  Set<RequestMappingInfo> mappings() {
    return handlers().keySet();
  }

  /** Which method answers what. */
  Map<RequestMappingInfo, HandlerMethod> handlers() {
    return context.getBeansOfType(RequestMappingHandlerMapping.class).values().stream()
        .flatMap(mapping -> mapping.getHandlerMethods().entrySet().stream())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** All beans of a type. */
  <T> Collection<T> beans(Class<T> type) {
    return context.getBeansOfType(type).values();
  }

  /** Asks without a login. */
  HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
    return HTTP.send(
        request(path).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  /** The value of a gauge. */
  double gauge(String meter) {
    return meters().get(meter).gauge().value();
  }

  @Override
  public void close() {
    context.close();
  }
}
