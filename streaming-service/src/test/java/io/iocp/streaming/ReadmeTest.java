package io.iocp.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The README is short and its commands stay; the table of settings is the one that users have. */
class ReadmeTest {

  private static final Path README = Path.of("..", "README.md");
  private static final Path SETTINGS = Path.of("src", "docs", "reference", "settings.md");
  private static final int MAX_LINES = 150;

  @Test
  void everyPropertyIsInTheTableWithItsDefault() throws IOException {
    String settings = Files.readString(SETTINGS);

    assertThat(documentedProperties())
        .isNotEmpty()
        .allSatisfy(property -> assertThat(settings).contains(row(property)));
  }

  @Test
  void theTableHasNoPropertyThatIsNotThere() throws IOException {
    List<String> rows =
        Files.readAllLines(SETTINGS).stream().filter(line -> line.startsWith("| `")).toList();

    assertThat(rows)
        .doesNotHaveDuplicates()
        .isSubsetOf(documentedProperties().stream().map(ReadmeTest::row).toList());
  }

  @Test
  void theReadmeIsReadInAFewMinutes() throws IOException {
    assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(MAX_LINES);
  }

  @Test
  void theReadmeRunsTheServiceAndTheTestsInOneCommandEach() throws IOException {
    assertThat(Files.readString(README))
        .contains("\n    ./mvnw -Dmaven.test.skip spring-boot:run  ", "\n    ./mvnw verify  ");
  }

  private static String row(JsonNode property) {
    String defaultValue = property.path("defaultValue").asString("");
    return "| `"
        + property.get("name").asString()
        + "` | "
        + (defaultValue.isEmpty() ? "" : "`" + defaultValue + "`")
        + " | "
        + property.path("description").asString("")
        + " |";
  }

  private static List<JsonNode> documentedProperties() throws IOException {
    List<JsonNode> properties = new ArrayList<>();
    for (URL file :
        Collections.list(
            ReadmeTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream in = file.openStream()) {
        for (JsonNode property : JsonMapper.shared().readTree(in).get("properties")) {
          if (property.get("name").asString().matches("(iocp|streaming)\\..*")) {
            properties.add(property);
          }
        }
      }
    }
    return properties;
  }
}
