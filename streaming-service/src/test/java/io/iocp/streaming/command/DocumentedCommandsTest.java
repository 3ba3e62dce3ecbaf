package io.iocp.streaming.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.iocp.testsupport.Markdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Commands of the jar are understood as the documentation writes them. */
class DocumentedCommandsTest {

  private static final Path REFERENCE = Path.of("src", "docs", "reference", "cli.md");

  /** Up to what ends a command: a line, a comment, a pipe, or the code in a sentence. */
  private static final Pattern COMMAND =
      Pattern.compile("java -jar \\S*streaming-service\\S*\\.jar ((?:publish|files) [^`#|\\n]*)");

  static Stream<String> commands() throws IOException {
    Stream.Builder<String> found = Stream.builder();
    for (Markdown page : Markdown.below(Path.of(".."))) {
      String text = Files.readString(page.file()).replaceAll("\\\\\\n\\s*", "");
      COMMAND.matcher(text).results().forEach(match -> found.add(match.group(1).strip()));
    }
    return found.build().distinct();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandThatIsWrittenDownIsUnderstood(String command) {
    String[] arguments = command.split(" +", -1);
    assertThatCode(() -> Commands.commandLine().parseArgs(arguments)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"publish", "files"})
  void theReferenceHasTheOptionsThatThereAre(String command) throws IOException {
    String section =
        Files.readString(REFERENCE).split("## `" + command + "`", -1)[1].split("\n## ", -1)[0];
    List<String> documented =
        Pattern.compile("^\\| `(--[a-z-]+)`", Pattern.MULTILINE)
            .matcher(section)
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(documented).containsExactlyInAnyOrderElementsOf(options(command));
  }

  @Test
  void theReferenceHasEveryCommand() throws IOException {
    String reference = Files.readString(REFERENCE);
    assertThat(Commands.commandLine().getSubcommands().keySet())
        .filteredOn(name -> !name.equals("help"))
        .allSatisfy(name -> assertThat(reference).contains("\n## `" + name + "`\n"));
  }

  /** Its own and its subcommands', without those that all have. */
  private static Set<String> options(String command) {
    CommandLine line = Commands.commandLine().getSubcommands().get(command);
    Set<String> names = new TreeSet<>();
    Stream.concat(Stream.of(line), line.getSubcommands().values().stream())
        .flatMap(one -> one.getCommandSpec().options().stream())
        .filter(option -> !option.usageHelp() && !option.versionHelp())
        .map(OptionSpec::names)
        .flatMap(Arrays::stream)
        .filter(name -> name.startsWith("--"))
        .forEach(names::add);
    return names;
  }
}
