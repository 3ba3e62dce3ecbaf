package io.iocp.streaming.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The close codes of our own that a viewer or a publisher may meet are in the reference. */
class CloseCodesTest {

  private static final Path REFERENCE = Path.of("src", "docs", "reference", "close-codes.md");

  /** They are 4000 and a status of HTTP. */
  private static final Pattern CONSTANT = Pattern.compile("static final int \\w+ = (4[45]\\d\\d);");

  private static final Pattern CODE = Pattern.compile("\\b4[45]\\d\\d\\b");

  @Test
  void theReferenceHasTheCodesOfTheSourceAndNoOthers() throws IOException {
    Set<String> constants = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        CONSTANT
            .matcher(Files.readString(file))
            .results()
            .forEach(match -> constants.add(match.group(1)));
      }
    }
    List<String> rows =
        Files.readAllLines(REFERENCE).stream().filter(line -> line.startsWith("| ")).toList();
    Set<String> documented = new TreeSet<>();
    for (String row : rows) {
      CODE.matcher(row.split("\\|", -1)[1])
          .results()
          .forEach(match -> documented.add(match.group()));
    }

    assertThat(constants).isNotEmpty();
    assertThat(documented).isEqualTo(constants);
  }
}
