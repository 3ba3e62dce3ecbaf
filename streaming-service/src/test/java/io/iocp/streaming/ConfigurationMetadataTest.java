package io.iocp.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an IDE shows of the configuration: described in full sentences, choices included. */
class ConfigurationMetadataTest {

  private static final String SENTENCES = "[A-Z].*\\.";

  @Test
  void groupsAndPropertiesAreDescribedInSentences() throws IOException {
    List<JsonNode> described = new ArrayList<>(ours("groups"));
    described.addAll(ours("properties"));

    assertThat(described)
        .isNotEmpty()
        .allSatisfy(
            item ->
                assertThat(item.path("description").asString(""))
                    .as(item.get("name").asString())
                    .matches(SENTENCES));
  }

  @Test
  void everyChoiceOfAnEnumerationIsDescribed() throws IOException {
    Set<String> hinted =
        ours("hints").stream()
            .filter(
                hint ->
                    hint.get("values")
                        .valueStream()
                        .allMatch(
                            value -> value.path("description").asString("").matches(SENTENCES)))
            .map(hint -> hint.get("name").asString())
            .collect(Collectors.toSet());

    assertThat(hinted).contains("iocp.engine");
    assertThat(ours("properties"))
        .filteredOn(property -> isEnumeration(property.get("type").asString()))
        .isNotEmpty()
        .allSatisfy(property -> assertThat(hinted).contains(property.get("name").asString()));
  }

  private static boolean isEnumeration(String type) {
    try {
      return Class.forName(type).isEnum();
    } catch (ClassNotFoundException e) {
      return false; // A generic or a primitive one.
    }
  }

  private static List<JsonNode> ours(String section) throws IOException {
    List<JsonNode> items = new ArrayList<>();
    for (URL file :
        Collections.list(
            ConfigurationMetadataTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream in = file.openStream()) {
        for (JsonNode item : JsonMapper.shared().readTree(in).path(section)) {
          if (item.get("name").asString().matches("(iocp|streaming)(\\..*)?")) {
            items.add(item);
          }
        }
      }
    }
    return items;
  }
}
