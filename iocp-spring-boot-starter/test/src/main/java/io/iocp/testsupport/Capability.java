package io.iocp.testsupport;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something a test needs of the machine that not every machine has, such as io_uring or a browser.
 *
 * <p>A test that misses one is skipped visibly, with the reason. Where the capability is meant to
 * be there, the environment variable {@code IOCP_REQUIRE} names it in a comma-separated list, such
 * as {@code uring,chromium,ffmpeg}, and the same test fails instead.
 */
public final class Capability {

  private static final String REQUIRE_VARIABLE = "IOCP_REQUIRE";

  private Capability() {}

  /**
   * Lets the calling test or life-cycle method go on only if a capability is present.
   *
   * @param name the capability as {@code IOCP_REQUIRE} spells it, such as {@code "uring"}
   * @param present whether this machine has it
   * @param reason why it is missing; shown when it is
   * @throws org.opentest4j.TestAbortedException if it is missing and not required
   * @throws AssertionError if it is missing and required
   */
  public static void require(String name, boolean present, String reason) {
    require(name, present, reason, System.getenv().getOrDefault(REQUIRE_VARIABLE, ""));
  }

  static void require(String name, boolean present, String reason, String requiredNames) {
    if (present) {
      return;
    }
    String message = name + " is not available here: " + reason;
    if (parse(requiredNames).contains(name)) {
      fail(message + "; but " + REQUIRE_VARIABLE + "=" + requiredNames);
    }
    abort(message);
  }

  /**
   * Lets the calling test go on only if a program is installed.
   *
   * @param program the program's file name, which is the capability's name too
   * @param elsewhere files that are the program as well, where it is not on the search path
   * @return where the program is
   * @throws org.opentest4j.TestAbortedException if it is missing and not required
   * @throws AssertionError if it is missing and required
   */
  public static Path requireProgram(String program, Path... elsewhere) {
    // Asked for by name, which is the same in any case on Windows; in the map of all it is not.
    String searchPath = System.getenv("PATH");
    Optional<Path> found = findProgram(program, searchPath == null ? "" : searchPath, elsewhere);
    require(
        program,
        found.isPresent(),
        "no such program on the PATH"
            + (elsewhere.length == 0 ? "" : ", nor one of ")
            + Arrays.stream(elsewhere).map(Path::toString).collect(Collectors.joining(", ")));
    return found.orElseThrow();
  }

  static Optional<Path> findProgram(String program, String searchPath, Path... elsewhere) {
    Stream<Path> onThePath =
        Arrays.stream(searchPath.split(File.pathSeparator, -1))
            .map(Capability::withoutQuotes)
            .filter(directory -> !directory.isEmpty())
            .flatMap(
                directory ->
                    Stream.of(program, program + ".exe")
                        .map(fileName -> Path.of(directory, fileName)));
    return Stream.concat(onThePath, Arrays.stream(elsewhere))
        .filter(Files::isExecutable)
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** Windows lets a directory of its search path be quoted. */
  private static String withoutQuotes(String directory) {
    return directory.replace("\"", "");
  }

  private static Set<String> parse(String requiredNames) {
    return Arrays.stream(requiredNames.split(",", -1))
        .map(String::strip)
        .collect(Collectors.toUnmodifiableSet());
  }
}
