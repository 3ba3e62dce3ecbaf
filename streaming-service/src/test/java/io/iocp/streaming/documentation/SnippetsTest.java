package io.iocp.streaming.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.iocp.testsupport.Markdown;
import io.iocp.testsupport.Markdown.Snippet;
import io.iocp.testsupport.Sources;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;
import tools.jackson.databind.json.JsonMapper;

/** Who copies a snippet has something that works. The starter's guide has a test of its own. */
class SnippetsTest {

  private static final Path ROOT = Path.of("..");
  private static final Path PROGRAMS = Path.of("src/docs/guide/publish-from-your-program.md");

  @TempDir private Path directory;

  static Stream<Snippet> json() throws IOException {
    return snippets("json");
  }

  @ParameterizedTest
  @MethodSource("json")
  void everyJsonSnippetIsJson(Snippet snippet) {
    assertThatCode(() -> JsonMapper.shared().readTree(snippet.text())).doesNotThrowAnyException();
  }

  static Stream<Snippet> yaml() throws IOException {
    return snippets("yaml");
  }

  /** Bound as the service binds them, so that a setting that is not there is found, too. */
  @ParameterizedTest
  @MethodSource("yaml")
  void everyYamlSnippetIsConfigurationThatTheServiceTakes(Snippet snippet) throws Exception {
    assertThat(Settings.ofThisVersion().refused(Settings.yaml(snippet.text()))).isEmpty();
  }

  @Test
  void aSettingThatIsNotThereIsFoundWhereverItStands() throws Exception {
    assertThat(refused("streaming.udp.desk: {port: 5000, adress: 127.0.0.1}")).hasSize(1);
    assertThat(refused("iocp: {prot: 9000}")).hasSize(1);
    assertThat(refused("streaming.security.mode: ajar")).hasSize(1);
    assertThat(refused("streaming.security.mode: open")).isEmpty();
  }

  private static List<String> refused(String yaml) throws IOException {
    return Settings.ofThisVersion().refused(Settings.yaml(yaml));
  }

  static Stream<Snippet> properties() throws IOException {
    return snippets("properties");
  }

  @ParameterizedTest
  @MethodSource("properties")
  void everyPropertiesSnippetIsConfigurationThatTheServiceTakes(Snippet snippet)
      throws IOException {
    assertThat(Settings.ofThisVersion().refused(Settings.properties(snippet.text()))).isEmpty();
  }

  static Stream<Snippet> xml() throws IOException {
    return snippets("xml");
  }

  @ParameterizedTest
  @MethodSource("xml")
  void everyXmlSnippetIsXml(Snippet snippet) {
    assertThatCode(
            () ->
                DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader("<all>" + snippet.text() + "</all>"))))
        .doesNotThrowAnyException();
  }

  @Test
  void theProgramsThatPublishCompileAsTheyAre() throws IOException {
    List<Snippet> programs = Markdown.read(PROGRAMS).snippets("java");

    assertThat(programs).hasSize(2);
    assertThat(Sources.compile(programs.stream().map(Snippet::text).toList(), directory)).isEmpty();
  }

  private static Stream<Snippet> snippets(String language) throws IOException {
    List<Snippet> found =
        Markdown.below(ROOT).stream().flatMap(page -> page.snippets(language).stream()).toList();
    assertThat(found).isNotEmpty();
    return found.stream();
  }
}
