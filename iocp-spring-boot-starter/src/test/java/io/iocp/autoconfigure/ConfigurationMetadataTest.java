package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.iocp.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an IDE and the documentation show of the properties. */
class ConfigurationMetadataTest {

  /** Not setting these means something that no value says; their descriptions say what. */
  private static final Set<Object> WITHOUT_DEFAULT =
      Set.of(
          "iocp.access.allow",
          "iocp.access.deny",
          "iocp.access.trusted-proxies",
          "iocp.address",
          "iocp.packet.address",
          "iocp.packet.port",
          "iocp.ssl.bundle",
          "iocp.state.directory",
          "iocp.websocket.allowed-origins");

  /** The catalogue is of the transport's settings; these are of what stands beside it. */
  private static final Set<String> BESIDE_THE_TRANSPORT =
      Set.of("iocp.observations.sampling-rate", "iocp.state.directory");

  private static final Path METADATA =
      Path.of("target/classes/META-INF/spring-configuration-metadata.json");

  private static List<Map<String, Object>> properties() throws IOException {
    return JsonPath.read(Files.readString(METADATA), "$.properties[?(@.name =~ /iocp\\..*/)]");
  }

  @Test
  void everyPropertyIsInTheCatalogueWithTheSameDescription() throws IOException {
    Map<String, String> catalogue = new TreeMap<>();
    Setting.all().stream()
        .filter(setting -> setting.property().startsWith("iocp."))
        .forEach(setting -> catalogue.put(setting.property(), setting.description()));
    Map<String, Object> metadata = new TreeMap<>();
    properties()
        .forEach(
            property -> metadata.put(property.get("name").toString(), property.get("description")));
    assertThat(metadata.keySet()).containsAll(BESIDE_THE_TRANSPORT);
    metadata.keySet().removeAll(BESIDE_THE_TRANSPORT);
    assertThat(metadata).isEqualTo(catalogue);
  }

  @Test
  void everyChoiceIsHintedAt() throws IOException {
    String hints =
        Files.readString(
            Path.of("src/main/resources/META-INF/additional-spring-configuration-metadata.json"));
    Setting.all().stream()
        .filter(setting -> setting.property().startsWith("iocp."))
        .filter(setting -> !setting.type().choices().isEmpty())
        .forEach(
            setting ->
                assertThat(
                        JsonPath.<List<String>>read(
                            hints,
                            "$.hints[?(@.name == '" + setting.property() + "')].values[*].value"))
                    .as(setting.property())
                    .containsExactlyInAnyOrderElementsOf(setting.type().choices()));
  }

  @Test
  void everyPropertyIsDescribedInASentence() throws IOException {
    assertThat(properties())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            property -> {
              assertThat(property.get("description"))
                  .as("description of %s", property.get("name"))
                  .asString()
                  .hasSizeGreaterThan(10)
                  .matches("\\p{Upper}.*\\.");
            });
  }

  @Test
  void everyPropertyHasItsDefault() throws IOException {
    assertThat(properties())
        .filteredOn(property -> !WITHOUT_DEFAULT.contains(property.get("name")))
        .allSatisfy(
            property ->
                assertThat(property).as("%s", property.get("name")).containsKey("defaultValue"));
  }
}
