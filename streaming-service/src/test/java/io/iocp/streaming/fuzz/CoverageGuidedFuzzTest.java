package io.iocp.streaming.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lets Jazzer look for inputs that break a reader's contract, each reader for so many seconds as
 * the system property {@code iocp.fuzz.seconds} says; without it nothing is run. {@code
 * iocp.fuzz.targets} names some of the readers. What has been reached is kept in {@code
 * target/fuzz} and gone on from; a finding is printed and lies there, too.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 7, unit = TimeUnit.DAYS)
class CoverageGuidedFuzzTest {

  private static final int SECONDS = Integer.getInteger("iocp.fuzz.seconds", 0);

  private static final Pattern NEEDED = Pattern.compile("^(jazzer|iocp-|slf4j-api|jspecify)");

  /** Shorter runs are over before code is compiled well. */
  private static final int A_WHILE = 30;

  private static final String TARGETS = System.getProperty("iocp.fuzz.targets", "");

  @ParameterizedTest
  @EnumSource
  void noInputIsFoundThatBreaksTheReadersContract(FuzzTarget target) throws Exception {
    assumeTrue(SECONDS > 0, "-Diocp.fuzz.seconds=<seconds for each reader> looks for them");
    List<String> wanted = List.of(TARGETS.split(",", -1));
    assumeTrue(TARGETS.isEmpty() || wanted.contains(target.directory()), "not asked for");

    Path directory = Path.of("target", "fuzz", target.directory()).toAbsolutePath();
    Path seeds = seeds(target, directory.resolve("seeds"));
    Path corpus = Files.createDirectories(directory.resolve("corpus"));
    Path log = directory.resolve("log");
    Process jazzer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=" + (SECONDS < A_WHILE ? 1 : 4),
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                classPath(),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.type.getName(),
                "--instrumentation_includes=io.iocp.**",
                "--instrumentation_excludes=io.iocp.streaming.fuzz.**",
                "--custom_hook_includes=io.iocp.streaming.media.**",
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + "/",
                "-max_total_time=" + SECONDS,
                "-max_len=" + FuzzTarget.LONGEST_INPUT,
                "-timeout=20",
                "-rss_limit_mb=2048",
                "-print_final_stats=1",
                corpus.toString(),
                seeds.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(jazzer.waitFor()).as(() -> "%s\n%s".formatted(log, tail(log))).isZero();
    } finally {
      jazzer.destroyForcibly();
    }
  }

  /** What readers need: Jazzer looks through all that is on the class path, which takes longest. */
  private static String classPath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator, -1))
        .filter(
            entry ->
                Files.isDirectory(Path.of(entry))
                    || NEEDED.matcher(Path.of(entry).getFileName().toString()).find())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path seeds(FuzzTarget target, Path directory) throws IOException {
    Files.createDirectories(directory);
    int number = 0;
    for (byte[] seed : target.seeds()) {
      // The first pictures are enough, and quick.
      for (int bytes = 256; bytes < 2 * seed.length; bytes *= 2) {
        if (bytes <= FuzzTarget.LONGEST_INPUT) {
          Files.write(
              directory.resolve("seed-" + number++),
              Arrays.copyOf(seed, Math.min(bytes, seed.length)));
        }
      }
    }
    for (Path finding : target.findings()) {
      Files.write(directory.resolve(finding.getFileName().toString()), Files.readAllBytes(finding));
    }
    return directory;
  }

  private static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
