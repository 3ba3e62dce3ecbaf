package io.iocp.file;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which names files may have: such that mean the same on every system, and lead nowhere else.
 * Windows reserves more than others (Microsoft: "Naming Files, Paths, and Namespaces").
 */
public final class FileName {

  /** Leaves room for what is put around the name while the file is not complete. */
  private static final int MAX_BYTES = 200;

  private static final String FORBIDDEN = "/\\:*?\"<>|";
  // The superscript digits are ISO 8859-1's, which Windows takes for digits here.
  private static final Set<String> RESERVED =
      Set.of(
          "conin$", "conout$", "com¹", "com²", "com³", "lpt¹", "lpt²", "lpt³", "con", "prn", "aux",
          "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1",
          "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

  // 8.3 names, by which a file with a long name can be reached a second time.
  private static final Pattern SHORT_NAME =
      Pattern.compile("(?=[^.]{3,8}(\\.|$))[^.~]{1,6}~\\d{1,6}(\\.[^.]{0,3})?");

  private FileName() {}

  /** Why a file must not be called that; empty if it may. */
  public static Optional<String> whyInvalid(String name) {
    if (name.isEmpty()) {
      return Optional.of("a file name is required");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return Optional.of("a file name must have at most " + MAX_BYTES + " bytes");
    }
    if (name.startsWith(".") || name.endsWith(".")) {
      return Optional.of("a file name must not start or end with a dot");
    }
    if (!name.strip().equals(name)) {
      return Optional.of("a file name must not start or end with a blank");
    }
    if (!name.codePoints().allMatch(FileName::isAllowed)) {
      return Optional.of("a file name must not contain control characters or any of " + FORBIDDEN);
    }
    if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
      return Optional.of("a file name must be in Unicode normalization form C");
    }
    int dot = name.indexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    if (RESERVED.contains(stem.strip().toLowerCase(Locale.ROOT))) {
      return Optional.of("Windows reserves the name " + stem);
    }
    if (SHORT_NAME.matcher(name).matches()) {
      return Optional.of("Windows gives such names to other files: " + name);
    }
    return Optional.empty();
  }

  private static boolean isAllowed(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> FORBIDDEN.indexOf(codePoint) < 0;
    };
  }
}
