package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service under the seccomp profile of the chart, which this machine's kernel enforces. */
@Tag("alone")
@Timeout(300)
class ConfinedIT {

  private static final Path PROFILE = Path.of("..", "helm", "files", "seccomp-uring.json");

  @TempDir private Path directory;

  @BeforeAll
  static void needsSeccomp() {
    Capability.require("seccomp", Confined.isPossible(), "libseccomp.so.2 cannot be loaded");
  }

  @Test
  void theServiceRelaysOnIoUring() throws Exception {
    Engine.URING.require();
    Process process = confined(PROFILE, service("uring"));
    try (ServiceProcess service = new ServiceProcess(process)) {
      assertThat(engine(service).path("name").asString()).isEqualTo("uring");
      assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/status")))
          .containsPattern("Seccomp:\\s+2\\n");
      await("the demo is published").until(() -> service.get("/streams.json").contains("\"demo\""));
      try (Client viewer = Client.connect(service.webSocket("/watch/demo"))) {
        await("the viewer gets the stream").until(() -> viewer.media().size() > 2);
      }
      assertThat(service.get("/actuator/health")).contains("\"status\":\"UP\"");
    }
    assertThat(process.isAlive()).as("ended by SIGTERM").isFalse();
  }

  /** As under the default profile of container runtimes, which denies the same three calls. */
  @Test
  void withoutTheThreeCallsOfIoUringTheServiceTakesNioAndSaysWhy() throws Exception {
    try (ServiceProcess service = new ServiceProcess(confined(withoutIoUring(), service("auto")))) {
      JsonNode engine = engine(service);
      assertThat(engine.path("name").asString()).isEqualTo("nio");
      assertThat(engine.path("reason").asString()).contains("uring", "EPERM");
      await("the demo is published").until(() -> service.get("/streams.json").contains("\"demo\""));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unshare --mount true",
        "unshare --user true",
        "unshare --net true",
        "mount -t tmpfs tmpfs /mnt",
        "chroot / true"
      })
  void whatLeadsOutOfAContainerIsDenied(String command) throws Exception {
    Process process = confined(PROFILE, List.of(command.split(" ", -1)));
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isNotZero();
    // mount(8) has words of its own.
    assertThat(output).containsAnyOf("not permitted", "permission denied");
  }

  private Path withoutIoUring() throws IOException {
    String all = Files.readString(PROFILE);
    String some = all.replaceAll("\"io_uring_\\w+\",?", "");
    assertThat(some).isNotEqualTo(all);
    return Files.writeString(directory.resolve("profile.json"), some);
  }

  private static Process confined(Path profile, List<String> command) throws IOException {
    List<String> options = new ArrayList<>(List.of("-Xshare:auto", Confined.class.getName()));
    options.add(profile.toString());
    options.addAll(command);
    return ServiceProcess.java(options);
  }

  private static List<String> service(String engine) {
    List<String> command =
        ServiceProcess.command(
            List.of(
                "io.iocp.streaming.StreamingServiceApplication",
                "--iocp.engine=" + engine,
                "--iocp.address=127.0.0.1",
                "--streaming.security.mode=open",
                "--streaming.demo.enabled=true"));
    return Stream.concat(command.stream(), ServiceProcess.ARGUMENTS.stream()).toList();
  }

  private static JsonNode engine(ServiceProcess service) throws Exception {
    return JsonMapper.shared().readTree(service.get("/api/v1/server")).path("engine");
  }
}
