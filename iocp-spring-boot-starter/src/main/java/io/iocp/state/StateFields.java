package io.iocp.state;

import java.util.ArrayList;
import java.util.List;

/** Fields of a line, separated by tabs; what would break a line or a field is escaped. */
public final class StateFields {

  private StateFields() {}

  /** Makes a line of fields. */
  public static String join(String... fields) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < fields.length; i++) {
      if (i > 0) {
        line.append('\t');
      }
      escape(fields[i], line);
    }
    return line.toString();
  }

  private static void escape(String field, StringBuilder line) {
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      switch (c) {
        case '\\' -> line.append("\\\\");
        case '\t' -> line.append("\\t");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        default -> line.append(c);
      }
    }
  }

  /**
   * The fields of a line.
   *
   * @param count how many there must be
   * @throws IllegalArgumentException if there are more or fewer, or an escape is not known
   */
  public static List<String> split(String line, int count) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\t') {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '\\') {
        i++;
        field.append(unescaped(i < line.length() ? line.charAt(i) : ' '));
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    if (fields.size() != count) {
      throw new IllegalArgumentException(
          "a line must have " + count + " fields, but one has " + fields.size());
    }
    return fields;
  }

  private static char unescaped(char c) {
    return switch (c) {
      case '\\' -> '\\';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> throw new IllegalArgumentException("an escape in a line is not known");
    };
  }
}
