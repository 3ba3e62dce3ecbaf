package io.iocp.streaming.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Dockerfile for Windows Server, as far as it can be followed elsewhere: its steps are done
 * with this machine's Java, and the service is started from what they leave, as it says.
 */
@Timeout(300)
class WindowsImageIT {

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Pattern COPY_LAYER =
      Pattern.compile("^COPY --from=layers C:/layers/extracted/(\\S+)/ \\./$", Pattern.MULTILINE);

  @TempDir private static Path directory;
  private static String dockerfile;

  @BeforeAll
  static void followItsFirstStage() throws Exception {
    dockerfile = Files.readString(Path.of("Dockerfile.windows"));
    String source = onlyMatch("^COPY (\\S+) application\\.jar$");
    Files.copy(packaged(Path.of("..", source)), directory.resolve("application.jar"));
    String extract = onlyMatch("^RUN java (-Djarmode=tools .*)$");
    assertThat(run(Stream.of(extract.split(" ")).toList()).waitFor()).isZero();
  }

  private static Path packaged(Path pattern) throws IOException {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(pattern.getParent(), pattern.getFileName().toString())) {
      List<Path> jars = new ArrayList<>();
      found.forEach(jars::add);
      Capability.require("image", jars.size() == 1, "one " + pattern + " is to be packaged");
      return jars.get(0);
    }
  }

  @Test
  void eachLayerIsCopied() throws IOException {
    try (Stream<Path> layers = Files.list(directory.resolve("extracted"))) {
      assertThat(layers.map(layer -> layer.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(layers());
    }
  }

  @Test
  void theServiceRunsAsItsEntryPointSays() throws Exception {
    Path application = Files.createDirectory(directory.resolve("app"));
    for (String layer : layers()) {
      copy(directory.resolve("extracted").resolve(layer), application);
    }
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    List<String> command = new ArrayList<>();
    for (JsonNode argument : JsonMapper.shared().readTree(onlyMatch("^ENTRYPOINT (.*)$"))) {
      command.add(argument.asString().replace("C:/tmp", temporary.toString()));
    }
    assertThat(command.get(0)).isEqualTo("java");
    command.set(0, JAVA.toString());
    command.addAll(ServiceProcess.ARGUMENTS);
    Process process =
        new ProcessBuilder(command)
            .directory(application.toFile())
            .redirectError(Redirect.INHERIT)
            .start();
    try (ServiceProcess service = new ServiceProcess(process)) {
      assertThat(service.get("/actuator/health")).contains("\"status\":\"UP\"");
      assertThat(service.get("/watch/demo")).contains("<video");
    }
  }

  private static List<String> layers() {
    return COPY_LAYER.matcher(dockerfile).results().map(layer -> layer.group(1)).toList();
  }

  private static String onlyMatch(String regex) {
    List<MatchResult> found =
        Pattern.compile(regex, Pattern.MULTILINE).matcher(dockerfile).results().toList();
    assertThat(found).as(regex).hasSize(1);
    return found.get(0).group(1);
  }

  private static Process run(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA.toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }
}
