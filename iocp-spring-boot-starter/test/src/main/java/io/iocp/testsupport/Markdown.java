package io.iocp.testsupport;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation: its links, its headings as GitHub makes anchors of them, and its
 * snippets.
 */
public final class Markdown {

  private static final Pattern FENCE = Pattern.compile("\\s*```(\\w*)\\s*");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(<?([^)\\s>]+)>?[^)]*\\)");
  private static final Set<String> SKIPPED = Set.of("target", ".git", "node_modules");

  private final Path file;
  private final List<Snippet> snippets = new ArrayList<>();
  private final Set<String> anchors = new LinkedHashSet<>();
  private final List<String> links = new ArrayList<>();

  /**
   * A fenced block.
   *
   * @param place file and line, for messages
   * @param language the word behind the fence, or nothing
   */
  public record Snippet(String place, String language, String text) {

    @Override
    public String toString() {
      return place;
    }
  }

  private Markdown(Path file, List<String> lines) {
    this.file = file;
    Map<String, Integer> seen = new HashMap<>();
    StringBuilder text = new StringBuilder();
    String language = null;
    int number = 0;
    int begin = 0;
    for (String line : lines) {
      number++;
      Matcher fence = FENCE.matcher(line);
      if (language != null) {
        if (line.strip().equals("```")) {
          snippets.add(new Snippet(file + ":" + begin, language, text.toString()));
          text.setLength(0);
          language = null;
        } else {
          text.append(line).append('\n');
        }
      } else if (fence.matches()) {
        language = fence.group(1);
        begin = number;
      } else {
        readProse(line, seen);
      }
    }
    if (language != null) {
      throw new IllegalStateException(file + ":" + begin + ": the block does not end");
    }
  }

  /** Reads one file. */
  public static Markdown read(Path file) throws IOException {
    return new Markdown(file, Files.readAllLines(file));
  }

  /** All files below, but for what is built. */
  public static List<Markdown> below(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return SKIPPED.contains(String.valueOf(directory.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    List<Markdown> pages = new ArrayList<>();
    for (Path file : files) {
      pages.add(read(file));
    }
    return pages;
  }

  private void readProse(String line, Map<String, Integer> seen) {
    Matcher heading = HEADING.matcher(line);
    if (heading.matches()) {
      String anchor = anchor(heading.group(1));
      int before = seen.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    Matcher link = LINK.matcher(CODE.matcher(line).replaceAll(""));
    while (link.find()) {
      links.add(link.group(1));
    }
  }

  private static String anchor(String heading) {
    return heading
        .strip()
        .replaceAll("\\]\\([^)]*\\)", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  public Path file() {
    return file;
  }

  /** What stands in parentheses behind brackets, in the order of the page. */
  public List<String> links() {
    return List.copyOf(links);
  }

  public Set<String> anchors() {
    return Set.copyOf(anchors);
  }

  /** The blocks in this language. */
  public List<Snippet> snippets(String language) {
    return snippets.stream().filter(snippet -> snippet.language().equals(language)).toList();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
