package io.iocp.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Rows of text under a title, aligned as a Markdown table, which reads well on a terminal too. */
final class Table {

  private final String title;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String title, String... header) {
    this.title = title;
    rows.add(List.of(header));
  }

  Table row(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.length + " cells under " + rows.get(0).size() + " headings");
    }
    rows.add(List.of(cells));
    return this;
  }

  String render() {
    StringBuilder text = new StringBuilder(title).append("\n\n");
    for (int row = 0; row < rows.size(); row++) {
      appendRow(text, rows.get(row));
      if (row == 0) {
        appendRule(text);
      }
    }
    return text.toString();
  }

  private void appendRow(StringBuilder text, List<String> cells) {
    for (int column = 0; column < cells.size(); column++) {
      String padding = " ".repeat(width(column) - cells.get(column).length());
      text.append("| ");
      // Names to the left, numbers to the right.
      text.append(column == 0 ? cells.get(column) + padding : padding + cells.get(column));
      text.append(' ');
    }
    text.append("|\n");
  }

  private void appendRule(StringBuilder text) {
    for (int column = 0; column < rows.get(0).size(); column++) {
      text.append('|').append("-".repeat(width(column) + 1)).append(column == 0 ? '-' : ':');
    }
    text.append("|\n");
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
