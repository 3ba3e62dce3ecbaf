package io.iocp.applications;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootVersion;

/**
 * An application that has the starter as its only dependency, from a repository that it was
 * installed to: built by Maven, started as its users would.
 */
@Timeout(300)
class BareApplicationIT {

  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final Path STARTER = Path.of("..").toAbsolutePath().normalize();
  private static final Path PROJECT = STARTER.getParent();
  private static final Pattern ADDRESS = Pattern.compile("listens on \\S*:(\\d+)");

  @TempDir private static Path directory;

  private static Path jar;

  private final List<Process> started = new ArrayList<>();

  @BeforeAll
  static void build() throws Exception {
    Path repository = directory.resolve("repository");
    install(repository, "iocp-streaming-parent", PROJECT.resolve("pom.xml"), null);
    install(
        repository,
        "iocp-spring-boot-starter",
        STARTER.resolve("pom.xml"),
        STARTER.resolve("target/iocp-spring-boot-starter-" + VERSION + ".jar"));
    Path application = directory.resolve("application");
    write(application.resolve("pom.xml"), POM.formatted(SpringBootVersion.getVersion(), VERSION));
    write(application.resolve("src/main/java/bare/Bare.java"), MAIN);
    write(application.resolve("src/main/resources/application.yaml"), SETTINGS);
    Path log = directory.resolve("build.log");
    Process maven =
        new ProcessBuilder(
                PROJECT.resolve(OS.WINDOWS.isCurrentOs() ? "mvnw.cmd" : "mvnw").toString(),
                "-q",
                "-B",
                "-ntp",
                "-Dmaven.repo.local=" + repository,
                // What others have made need not be fetched again.
                "-Dmaven.repo.local.tail=" + usualRepository(),
                "package")
            .directory(application.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(maven.waitFor(4, TimeUnit.MINUTES)).as("it is built in time").isTrue();
    assertThat(maven.exitValue()).as(Files.readString(log)).isZero();
    jar = application.resolve("target/bare-1.jar");
  }

  private static final String POM =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <parent>
          <groupId>org.springframework.boot</groupId>
          <artifactId>spring-boot-starter-parent</artifactId>
          <version>%s</version>
        </parent>
        <groupId>bare</groupId>
        <artifactId>bare</artifactId>
        <version>1</version>
        <dependencies>
          <dependency>
            <groupId>io.iocp</groupId>
            <artifactId>iocp-spring-boot-starter</artifactId>
            <version>%s</version>
          </dependency>
        </dependencies>
        <build>
          <plugins>
            <plugin>
              <groupId>org.springframework.boot</groupId>
              <artifactId>spring-boot-maven-plugin</artifactId>
            </plugin>
          </plugins>
        </build>
      </project>
      """;

  private static final String MAIN =
      """
      package bare;

      import io.iocp.websocket.MessageHandler;
      import io.iocp.websocket.WsConfigurer;
      import io.iocp.websocket.WsSession;
      import org.slf4j.LoggerFactory;
      import org.springframework.boot.SpringApplication;
      import org.springframework.boot.autoconfigure.SpringBootApplication;
      import org.springframework.context.annotation.Bean;

      @SpringBootApplication
      public class Bare {

        public static void main(String[] arguments) {
          SpringApplication.run(Bare.class, arguments);
        }

        @Bean
        WsConfigurer echo() {
          LoggerFactory.getLogger(Bare.class).debug("echo is made");
          return registry -> registry.addHandler(new MessageHandler() {
            @Override
            protected void onText(WsSession session, String text) {
              session.sendText(text);
            }
          }, "/echo");
        }
      }
      """;

  private static final String SETTINGS =
      """
      iocp:
        address: 127.0.0.1
        port: 0
      logging:
        level:
          bare: debug
      """;

  /** Where the build that runs this test has its artifacts; Surefire tells. */
  private static String usualRepository() {
    String told = System.getProperty("localRepository");
    return told == null ? System.getProperty("user.home") + "/.m2/repository" : told;
  }

  /** What Maven's install does, without the repository of whoever builds this. */
  private static void install(Path repository, String artifact, Path pom, @Nullable Path built)
      throws IOException {
    Path directory = repository.resolve("io/iocp/" + artifact + "/" + VERSION);
    Files.createDirectories(directory);
    Files.copy(pom, directory.resolve(artifact + "-" + VERSION + ".pom"));
    if (built != null) {
      Files.copy(built, directory.resolve(artifact + "-" + VERSION + ".jar"));
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-jar", jar.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    started.add(process);
    return process;
  }

  @Test
  void itRunsAndLogsAsItsYamlSaysUntilItIsToldToStop() throws Exception {
    Path output = directory.resolve("runs.log");
    Process process = start(output);
    Patience.await("it has started")
        .pollInterval(Duration.ofMillis(100))
        .until(() -> !process.isAlive() || Files.readString(output).contains("Started Bare in"));
    assertThat(output).content().contains("DEBUG", "bare.Bare", "echo is made");
    Matcher address = ADDRESS.matcher(Files.readString(output));
    assertThat(address.find()).as("the log says where it listens").isTrue();
    assertThat(echo(Integer.parseInt(address.group(1)), "hello")).isEqualTo("hello");
    process.destroy();
    assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).as("it stops").isTrue();
  }

  private static String echo(int port, String text) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket client =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port + "/echo"),
                new WebSocket.Listener() {
                  @Override
                  public @Nullable CompletionStage<?> onText(
                      WebSocket socket, CharSequence data, boolean last) {
                    answer.complete(data.toString());
                    return null;
                  }
                })
            .get(Patience.SECONDS, TimeUnit.SECONDS);
    client.sendText(text, true).get(Patience.SECONDS, TimeUnit.SECONDS);
    String heard = answer.get(Patience.SECONDS, TimeUnit.SECONDS);
    client.abort();
    return heard;
  }

  @Test
  void aPortInUseIsExplainedInWords() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path output = directory.resolve("fails.log");
      Process process = start(output, "--iocp.port=" + taken.getLocalPort());
      assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(output)
          .content()
          .contains(
              "APPLICATION FAILED TO START",
              "cannot listen on",
              ":" + taken.getLocalPort(),
              "Action:",
              "iocp.port");
    }
  }

  @Test
  void itBringsNothingThatItDoesNotNeed() throws Exception {
    try (JarFile built = new JarFile(jar.toFile())) {
      assertThat(built.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".jar")))
          .isNotEmpty()
          .noneMatch(
              name -> name.matches(".*/(spring-(web|security|messaging)|tomcat|reactor-core).*"));
    }
  }
}
