package io.iocp.streaming.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.ProgramOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.yaml.snakeyaml.Yaml;

/** The three servers of the Compose file fit together, as far as it can be seen without Docker. */
class ComposeFileTest {

  private static final Path COMPOSE = Path.of("src", "main", "deploy", "compose");

  @TempDir Path directory;

  @Test
  void theSettingsOfTheServersAreSettings() throws IOException {
    Settings settings = Settings.ofThisVersion();
    String yaml = Files.readString(COMPOSE.resolve("application.yaml"));

    assertThat(settings.refused(Settings.yaml(yaml))).isEmpty();
    servers()
        .forEach(
            (name, server) -> {
              Map<String, Object> ours = new TreeMap<>();
              map(server.get("environment"))
                  .forEach(
                      (variable, value) -> {
                        if (!variable.startsWith("SPRING_")) {
                          ours.put(variable.toLowerCase(Locale.ROOT).replace('_', '.'), value);
                        }
                      });
              assertThat(settings.refused(new MapPropertySource(name, ours))).isEmpty();
            });
  }

  @Test
  void eachServerIsReachedByTheOthersUnderItsOwnName() throws IOException {
    servers()
        .forEach(
            (name, server) ->
                assertThat(map(server.get("environment")))
                    .containsEntry("STREAMING_CLUSTER_ADDRESS", "ws://" + name + ":9000"));
    assertThat(servers()).hasSize(3);
  }

  @Test
  void onlyTheProxyThatIsThereIsBelieved() throws IOException {
    Map<String, Object> relay = map(map(map(services().get("nginx")).get("networks")).get("relay"));

    assertThat(Files.readString(COMPOSE.resolve("application.yaml")))
        .contains("trusted-proxies: " + relay.get("ipv4_address") + "\n");
  }

  @Test
  void whatIsMountedIsThere() throws IOException {
    services()
        .forEach(
            (name, service) -> {
              if (map(service).get("volumes") instanceof List<?> volumes) {
                assertThat(volumes)
                    .allSatisfy(
                        volume ->
                            assertThat(COMPOSE.resolve(volume.toString().split(":", -1)[0]))
                                .exists());
              }
            });
  }

  @Test
  void nginxTakesItsConfiguration() throws Exception {
    Path nginx = Capability.requireProgram("nginx", Path.of("/usr/sbin/nginx"));
    // Names of the network of containers, which is not here.
    String configuration =
        Files.readString(COMPOSE.resolve("nginx.conf")).replaceAll("server-[123]", "127.0.0.1");
    Path file =
        Files.writeString(
            directory.resolve("nginx.conf"),
            "pid %s/nginx.pid;\n".formatted(directory) + configuration);

    assertThat(
            ProgramOutput.of(
                nginx.toString(),
                "-t",
                "-q",
                "-e",
                directory.resolve("log").toString(),
                "-c",
                file.toString()))
        .isEmpty();
  }

  @Test
  void prometheusTakesItsConfiguration() throws Exception {
    Path promtool = Capability.requireProgram("promtool");

    assertThat(
            ProgramOutput.of(
                promtool.toString(),
                "check",
                "config",
                COMPOSE.resolve("prometheus.yml").toString()))
        .contains("SUCCESS");
    assertThat(Files.readString(COMPOSE.resolve("prometheus.yml")))
        .contains(servers().keySet().stream().map(name -> "\"" + name + ":8081\"").toList());
  }

  private static Map<String, Map<String, Object>> servers() throws IOException {
    Map<String, Map<String, Object>> servers = new TreeMap<>();
    services()
        .forEach(
            (name, service) -> {
              if (name.startsWith("server-")) {
                servers.put(name, map(service));
              }
            });
    return servers;
  }

  private static Map<String, Object> services() throws IOException {
    Object file = new Yaml().load(Files.readString(COMPOSE.resolve("compose.yaml")));
    return map(map(file).get("services"));
  }

  private static Map<String, Object> map(Object value) {
    Map<String, Object> map = new TreeMap<>();
    ((Map<?, ?>) value).forEach((key, one) -> map.put(key.toString(), one));
    return map;
  }
}
