package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
          "iocp.websocket.allowed-origins");

  private static final Path METADATA =
      Path.of("target/classes/META-INF/spring-configuration-metadata.json");

  private static List<Map<String, Object>> properties() throws IOException {
    return JsonPath.read(Files.readString(METADATA), "$.properties[?(@.name =~ /iocp\\..*/)]");
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
                  .hasSizeGreaterThan(10);
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
