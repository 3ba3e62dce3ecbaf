package io.iocp.streaming.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.testsupport.Markdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who follows a link within the repository arrives. */
class LinksTest {

  private static final Path ROOT = Path.of("..");
  private static final Path PAGES = Path.of("src", "docs");

  @Test
  void everyLinkWithinTheRepositoryLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    List<Markdown> pages = Markdown.below(ROOT);
    for (Markdown page : pages) {
      for (String link : page.links()) {
        if (!link.matches("(https?|mailto):.*") && !leadsSomewhere(page, link)) {
          broken.add(page + ": " + link);
        }
      }
    }

    assertThat(pages).hasSizeGreaterThan(20);
    assertThat(broken).isEmpty();
  }

  @Test
  void everyPageIsReachedFromTheIndex() throws IOException {
    Path index = PAGES.resolve("index.md");
    List<String> linked = Markdown.read(index).links();

    assertThat(Markdown.below(PAGES))
        .extracting(Markdown::file)
        .filteredOn(file -> !file.equals(index))
        .allSatisfy(
            file ->
                assertThat(linked).contains(PAGES.relativize(file).toString().replace('\\', '/')));
  }

  private static boolean leadsSomewhere(Markdown page, String link) throws IOException {
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    Path target = path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
    if (!Files.exists(target)) {
      return false;
    }
    return hash < 0 || Markdown.read(target).anchors().contains(link.substring(hash + 1));
  }
}
