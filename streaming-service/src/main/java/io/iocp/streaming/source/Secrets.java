package io.iocp.streaming.source;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must not be shown of a source: users and passwords in addresses, the values of their
 * queries, and what follows an option that sounds like a secret. Programs repeat all of that in
 * their errors. Immutable.
 */
final class Secrets {

  private static final String MASK = "***";

  /** What is shorter would be found in words that mean something else. */
  private static final int SHORTEST = 4;

  // Begins where a word does, so that a long word is looked at once; what is said of it comes
  // behind
  // a colon.
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]*://)((?:[^\\s\"'<>]*[^\\s\"'<>:,])?)");
  private static final Pattern SECRET_OPTION =
      Pattern.compile("(?i)--?[a-z_-]*(pass|secret|token|key|header|cookie|auth|user)[a-z_-]*");
  private static final Pattern AUTHORIZATION = Pattern.compile("(?i)\\b(basic|bearer)\\s+\\S+");
  private static final Pattern SEPARATOR = Pattern.compile("[&;]");

  private final List<String> literals;

  private Secrets(Set<String> literals) {
    // The longest first: a short one may be a part of it.
    this.literals =
        literals.stream()
            .filter(secret -> secret.length() >= SHORTEST)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** Those of a source. */
  static Secrets of(SourceOptions options) {
    Set<String> found = new LinkedHashSet<>();
    String before = "";
    for (String argument : options.command()) {
      inAddresses(argument, found);
      if (SECRET_OPTION.matcher(before).matches()) {
        found.add(argument.strip());
      }
      before = argument;
    }
    if (options.url() != null) {
      inAddresses(options.url().toString(), found);
    }
    if (options.token() != null) {
      found.add(options.token());
    }
    return new Secrets(found);
  }

  private static void inAddresses(String text, Set<String> found) {
    for (Matcher address = ADDRESS.matcher(text); address.find(); ) {
      String rest = address.group(2);
      int at = rest.lastIndexOf('@');
      if (at >= 0) {
        String user = rest.substring(0, at);
        found.add(user);
        found.add(user.substring(user.indexOf(':') + 1));
      }
      for (String parameter : parameters(rest)) {
        found.add(parameter.substring(parameter.indexOf('=') + 1));
      }
    }
  }

  private static List<String> parameters(String rest) {
    int query = rest.indexOf('?');
    return query < 0 ? List.of() : List.of(SEPARATOR.split(rest.substring(query + 1), -1));
  }

  /** A text of the source's, without its secrets. */
  String mask(String text) {
    String masked = AUTHORIZATION.matcher(addresses(text)).replaceAll("$1 " + MASK);
    for (String secret : literals) {
      masked = masked.replace(secret, MASK);
    }
    return masked;
  }

  /** What a source is, for people: its address, or its program and the addresses it is given. */
  static String origin(SourceOptions options) {
    URI url = options.url();
    if (url != null) {
      return addresses(url.toString());
    }
    List<String> shown = new ArrayList<>();
    shown.add(fileName(options.command().get(0)));
    options.command().stream()
        .skip(1)
        .filter(argument -> ADDRESS.matcher(argument).lookingAt())
        .map(Secrets::addresses)
        .forEach(shown::add);
    return String.join(" … ", shown);
  }

  private static String fileName(String program) {
    return program.substring(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1);
  }

  private static String addresses(String text) {
    return ADDRESS
        .matcher(text)
        .replaceAll(
            address ->
                Matcher.quoteReplacement(address.group(1) + withoutSecrets(address.group(2))));
  }

  /** Too much rather than too little: a password may have any of an address's own characters. */
  private static String withoutSecrets(String rest) {
    int at = rest.lastIndexOf('@');
    String where = at < 0 ? rest : MASK + "@" + rest.substring(at + 1);
    int query = where.indexOf('?');
    if (query < 0) {
      return where;
    }
    StringBuilder shown = new StringBuilder(where.substring(0, query));
    char separator = '?';
    for (String parameter : parameters(where)) {
      int value = parameter.indexOf('=');
      shown.append(separator).append(value < 0 ? "" : parameter.substring(0, value + 1));
      shown.append(MASK);
      separator = '&';
    }
    return shown.toString();
  }
}
