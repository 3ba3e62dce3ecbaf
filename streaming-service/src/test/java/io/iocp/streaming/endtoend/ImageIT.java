package io.iocp.streaming.endtoend;

import static io.iocp.testsupport.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The image, built on an empty base: its layers are unpacked, and the service is started from them
 * as the image says, with this machine's Java, as the image's user, on a read-only tree in which
 * nothing but the image's volumes can be written to.
 */
@Timeout(300)
class ImageIT {

  private static final Path OWN_JAVA = Path.of(System.getProperty("java.home"));
  private static final Path TAR = Path.of("target", "image-without-java.tar");

  /**
   * Completes the layers with this machine's programs and Java, all of it read-only, and runs the
   * image's command there without any right. The mounts are seen by this process only, and gone
   * with it.
   */
  private static final String RUN =
      """
      set -eu
      mode=$1; root=$2; user=$3; java_home=$4; volumes=$5; shift 5
      mount --make-rprivate /
      mount --bind "$root" "$root"
      cd "$root"
      mkdir -p proc dev java
      mount --rbind /proc proc
      mount --rbind /dev dev
      read_only() {
        mount --bind "$1" "$2"
        mount -o remount,bind,ro "$2"
      }
      for directory in usr bin lib lib64 etc; do
        if [ -e "/$directory" ]; then
          mkdir -p "$directory"
          read_only "/$directory" "$directory"
        fi
      done
      read_only "$java_home" java
      for volume in $volumes; do
        mkdir -p ".$volume"
        mount -t tmpfs -o size=64m,mode=1777 tmpfs ".$volume"
      done
      mount -o "remount,bind,$mode" "$root"
      cd "$root"
      exec chroot . setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups \\
        --no-new-privs --bounding-set=-all --inh-caps=-all \\
        env -i PATH=/java/bin:/usr/bin:/bin "$@"
      """;

  @TempDir private static Path directory;
  private static Path root;
  private static JsonNode config;

  @BeforeAll
  static void unpack() throws Exception {
    Capability.require("image", Files.isRegularFile(TAR), "the build has not come to " + TAR);
    root = Files.createDirectory(directory.resolve("root"));
    Path image = Files.createDirectory(directory.resolve("image"));
    tar(TAR, image);
    JsonMapper json = JsonMapper.shared();
    JsonNode manifest = json.readTree(Files.readString(image.resolve("manifest.json"))).get(0);
    for (JsonNode layer : manifest.path("Layers")) {
      tar(image.resolve(layer.asString()), root);
    }
    config =
        json.readTree(Files.readString(image.resolve(manifest.path("Config").asString())))
            .path("config");
  }

  @Test
  void theServiceRunsFromTheLayersOnAReadOnlyTreeAsAUserWithoutRights() throws Exception {
    Capability.require("mountns", canMount(), "a mount namespace is for root, on Linux");

    Process process = start(OWN_JAVA, List.of());
    try (ServiceProcess service = new ServiceProcess(process)) {
      assertThat(service.get("/actuator/health")).contains("\"status\":\"UP\"");
      assertThat(service.get("/watch/demo")).contains("<video");
      await("the demo is published").until(() -> service.get("/streams.json").contains("\"demo\""));
      try (Client viewer = Client.connect(service.webSocket("/watch/demo"))) {
        await("the viewer gets the stream").until(() -> viewer.media().size() > 2);
      }

      Path kernel = Path.of("/proc", String.valueOf(process.pid()));
      assertThat(Files.readString(kernel.resolve("status")))
          .containsPattern("Uid:\\s+10001\\s+10001\\s+10001\\s+10001\\n")
          .containsPattern("CapEff:\\s+0+\\n")
          .containsPattern("CapBnd:\\s+0+\\n")
          .containsPattern("NoNewPrivs:\\s+1\\n");
      assertThat(writableMounts(kernel)).isEqualTo(volumes());
      assertThatThrownBy(() -> Files.createFile(kernel.resolve("root/app/libs/new")))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("Read-only file system");
    }
    assertThat(process.isAlive()).as("ended by SIGTERM").isFalse();
  }

  @Test
  void withTheCacheThatItsDockerfileWritesItsClassesAreThereAlready() throws Exception {
    Capability.require("mountns", canMount(), "a mount namespace is for root, on Linux");
    Path java = javaWithCache();
    List<String> dockerfile = Files.readAllLines(Path.of("Dockerfile.quickstart"));

    // A container runtime builds as root, in a tree that can be written to.
    Process training = run("rw", "0:0", java, instruction(dockerfile, "RUN "));
    String output = new String(training.getInputStream().readAllBytes(), UTF_8);
    assertThat(training.waitFor()).as(output).isZero();

    String environment = dockerfileLine(dockerfile, "ENV ");
    Process process = start(java, List.of(environment + " -Xlog:class+load:file=/tmp/classes.txt"));
    try (ServiceProcess service = new ServiceProcess(process)) {
      assertThat(service.get("/actuator/health")).contains("\"status\":\"UP\"");
      assertThat(
              Files.readString(
                  Path.of("/proc", String.valueOf(process.pid()), "root/tmp/classes.txt")))
          .contains(
              "io.iocp.streaming.StreamingServiceApplication source: shared objects file",
              "org.springframework.boot.SpringApplication source: shared objects file");
    }
  }

  private static List<String> instruction(List<String> dockerfile, String name) {
    return JsonMapper.shared()
        .readTree(dockerfileLine(dockerfile, name))
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  private static String dockerfileLine(List<String> dockerfile, String name) {
    return dockerfile.stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .orElseThrow()
        .substring(name.length());
  }

  @Test
  void theImageSaysWhatTheChartReliesOn() {
    assertThat(config.path("User").asString()).isEqualTo("10001:10001");
    assertThat(config.path("ExposedPorts").propertyNames()).containsExactly("9000/tcp");
    assertThat(volumes()).containsExactly("/tmp");
    assertThat(config.path("Entrypoint").get(0).asString()).isEqualTo("java");
  }

  @Test
  void theImageListsWhatItIsMadeOf() throws IOException {
    String sbom = ofTheApplication("META-INF/sbom/application.cdx.json");
    Capability.require("sbom", !sbom.isEmpty(), "an offline build writes none");

    JsonNode document = JsonMapper.shared().readTree(sbom);
    assertThat(document.path("bomFormat").asString()).isEqualTo("CycloneDX");
    List<String> listed =
        document
            .path("components")
            .valueStream()
            .map(part -> part.path("name").asString() + "-" + part.path("version").asString())
            .map(part -> part + ".jar")
            .toList();
    try (Stream<Path> libraries = Files.list(root.resolve("app/libs"))) {
      assertThat(libraries.map(library -> library.getFileName().toString()))
          .isNotEmpty()
          .isSubsetOf(listed);
    }
  }

  /** A text in the application's jar; empty if there is none. */
  private static String ofTheApplication(String name) throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(root.resolve("app/classpath"));
        JarFile jar = new JarFile(jars.iterator().next().toFile())) {
      ZipEntry entry = jar.getEntry(name);
      return entry == null ? "" : new String(jar.getInputStream(entry).readAllBytes(), UTF_8);
    }
  }

  private static void tar(Path archive, Path target) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("tar", "-xf", archive.toString(), "-C", target.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).as("tar -xf " + archive).isZero();
  }

  private static boolean canMount() throws InterruptedException {
    try {
      return new ProcessBuilder("unshare", "--mount", "mount", "--make-rprivate", "/")
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> volumes() {
    return List.copyOf(config.path("Volumes").propertyNames());
  }

  /**
   * Starts what the image starts.
   *
   * @param environment further variables, each with its name and =
   */
  private static Process start(Path java, List<String> environment) throws IOException {
    List<String> program = new ArrayList<>(environment);
    config.path("Entrypoint").forEach(argument -> program.add(argument.asString()));
    return run("ro", config.path("User").asString(), java, program);
  }

  private static Process run(String mode, String user, Path java, List<String> program)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", RUN, "run", mode));
    command.addAll(List.of(root.toString(), user, java.toString(), String.join(" ", volumes())));
    command.addAll(program);
    command.addAll(ServiceProcess.ARGUMENTS);
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  /** A JDK 25 beside the one that runs this test. */
  private static Path javaWithCache() throws IOException {
    try (Stream<Path> installed = Files.list(OWN_JAVA.getParent())) {
      Path found =
          installed
              .filter(java -> isVersion25(java.resolve("release")))
              .findFirst()
              .orElse(OWN_JAVA);
      Capability.require("jdk25", isVersion25(found.resolve("release")), "none is installed");
      return found;
    }
  }

  private static boolean isVersion25(Path release) {
    try {
      return Files.readString(release).contains("JAVA_VERSION=\"25");
    } catch (IOException e) {
      return false;
    }
  }

  /** What the process can write to, rights aside, but for the kernel's own file systems. */
  private static List<String> writableMounts(Path kernel) throws IOException {
    try (Stream<String> mounts = Files.lines(kernel.resolve("mounts"))) {
      return mounts
          .map(mount -> mount.split(" "))
          .filter(mount -> List.of(mount[3].split(",")).contains("rw"))
          .map(mount -> mount[1])
          .filter(point -> !point.matches("/(proc|dev)(/.*)?"))
          .toList();
    }
  }
}
