package io.iocp.streaming.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.observation.TransportObservation;
import io.iocp.testsupport.Markdown;
import io.micrometer.common.docs.KeyName;
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

  /** What begins like a setting is one, a group of some, a meter, or said of an observation. */
  @Test
  void everyNameInTheTextIsThere() throws IOException {
    Settings settings = Settings.ofThisVersion();
    Set<String> meters = names(METRICS);
    Set<String> observed = observations();
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
                : settings.knows(name)
                    || settings.groups().contains(name)
                    || meters.contains(name)
                    || observed.contains(name);
        if (!there) {
          unknown.add(page + ": " + name);
        }
      }
    }

    assertThat(unknown).isEmpty();
  }

  @Test
  void everyObservationIsInTheGuide() throws IOException {
    String guide = Files.readString(Path.of("src", "docs", "guide", "starter.md"));
    assertThat(observations()).allSatisfy(name -> assertThat(guide).contains("`" + name + "`"));
  }

  private static Set<String> observations() {
    Set<String> names = new TreeSet<>();
    for (TransportObservation observation : TransportObservation.values()) {
      names.add(observation.getName());
      for (KeyName key : observation.getLowCardinalityKeyNames()) {
        names.add(key.asString());
      }
      for (KeyName key : observation.getHighCardinalityKeyNames()) {
        names.add(key.asString());
      }
    }
    return names;
  }

  private static Set<String> names(Path page) throws IOException {
    return IN_THE_TEXT
        .matcher(Files.readString(page))
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
