package io.iocp.streaming.access;

import io.iocp.access.Secrets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that stand in the configuration as {@code sha256:HEX}. They are long and random, so their
 * hashes need no salt and nothing slow; several hashes of one name are valid at a time, so that a
 * token can be replaced while the old one is still in use.
 */
public final class StaticTokens {

  private static final String ALGORITHM = "sha256:";
  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{" + 2 * Sha256.BYTES + "}");

  private static final class Token {
    private final String name;
    private final byte[] hash;

    Token(String name, byte[] hash) {
      this.name = name;
      this.hash = hash;
    }
  }

  private final List<Token> tokens = new ArrayList<>();

  /**
   * Reads hashes by the names of their tokens.
   *
   * @throws IllegalArgumentException when one is no hash, without showing it: somebody may have
   *     written the token itself there
   */
  public StaticTokens(Map<String, List<String>> hashes) {
    hashes.forEach(
        (name, several) -> {
          if (several.isEmpty()) {
            throw new IllegalArgumentException("token " + name + " has no hashes");
          }
          several.forEach(hash -> tokens.add(new Token(name, read(name, hash))));
        });
  }

  private static byte[] read(String name, String hash) {
    String hex = hash.startsWith(ALGORITHM) ? hash.substring(ALGORITHM.length()) : "";
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "hashes of token " + name + " must be sha256: and 64 hexadecimal digits");
    }
    return HexFormat.of().parseHex(hex);
  }

  /** Whose token it is, or null. Takes the same time whichever it is, and if it is none. */
  @Nullable Caller find(String presented) {
    byte[] hash = Sha256.of(presented);
    String found = null;
    for (Token token : tokens) {
      if (Secrets.areSame(token.hash, hash)) {
        found = token.name;
      }
    }
    return found == null ? null : Caller.token(found, text(hash));
  }

  /** Whether somebody who came with a token could still come with it. */
  boolean stillHas(Caller caller) {
    return tokens.stream()
        .anyMatch(
            token ->
                token.name.equals(caller.name()) && caller.proofs().contains(text(token.hash)));
  }

  /** The tokens' names, in order. */
  public List<String> names() {
    return tokens.stream().map(token -> token.name).distinct().sorted().toList();
  }

  private static String text(byte[] hash) {
    return ALGORITHM + HexFormat.of().formatHex(hash);
  }
}
