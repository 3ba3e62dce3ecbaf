package io.iocp.streaming.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Markdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A setting that a page names is one, on command lines and in the text. */
class SettingsNamedTest {

  private static final Path ROOT = Path.of("..");
  private static final Path METRICS = Path.of("src", "docs", "reference", "metrics.md");

  private static final Pattern ARGUMENT =
      Pattern.compile("(?:--(?:set(?:-string)? config\\.)?)((?:iocp|streaming)\\.[a-zA-Z0-9.-]+)");
  private static final Pattern IN_THE_TEXT =
      Pattern.compile("`((?:iocp|streaming)\\.[a-z0-9.-]+(?:\\.\\*)?)(?:=[^`]*)?`");

  @Test
  void everyArgumentIsASetting() throws IOException {
    Settings settings = Settings.ofThisVersion();
    Set<String> unknown = new TreeSet<>();
    for (Markdown page : Markdown.below(ROOT)) {
      Matcher argument = ARGUMENT.matcher(Files.readString(page.file()));
      while (argument.find()) {
        if (!settings.knows(argument.group(1))) {
          unknown.add(page + ": " + argument.group());
        }
      }
    }

    assertThat(unknown).isEmpty();
  }

  /** What begins like a setting is a setting, a group of some, or a meter. */
  @Test
  void everyNameInTheTextIsThere() throws IOException {
    Settings settings = Settings.ofThisVersion();
    Set<String> meters = names(METRICS);
    Set<String> unknown = new TreeSet<>();
    for (Markdown page : Markdown.below(ROOT)) {
      for (String name : names(page.file())) {
        String stem = name.replaceAll("[-.]?\\*$", "");
        boolean begins =
            settings.types().keySet().stream().anyMatch(setting -> setting.startsWith(stem))
                || meters.stream().anyMatch(meter -> meter.startsWith(stem));
        boolean there =
            name.endsWith("*")
                ? begins
                : settings.knows(name) || settings.groups().contains(name) || meters.contains(name);
        if (!there) {
          unknown.add(page + ": " + name);
        }
      }
    }

    assertThat(unknown).isEmpty();
  }

  private static Set<String> names(Path page) throws IOException {
    return IN_THE_TEXT
        .matcher(Files.readString(page))
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
