package io.iocp.streaming.access;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Tokens of the issuer that Spring Security knows. The claim {@code sub} is the user's name, {@code
 * roles} are its roles; {@code publish}, {@code watch}, {@code files} and {@code list} are names
 * that the token lets its holder do that with, whatever the rules say. By its {@code jti} one token
 * can be revoked. A session ends when the token that let it in expires.
 */
final class JwtTokens implements CredentialCheck {

  private final JwtDecoder decoder;

  JwtTokens(JwtDecoder decoder) {
    this.decoder = decoder;
  }

  @Override
  public @Nullable Caller check(Credentials credentials) {
    Jwt jwt;
    try {
      jwt = decoder.decode(credentials.secret());
    } catch (BadJwtException e) {
      return null;
    }
    return caller(jwt);
  }

  /** Whose it is, which somebody has decoded. */
  static Caller caller(Jwt jwt) {
    Caller caller =
        new Caller(
            Caller.Kind.USER,
            Objects.requireNonNullElse(jwt.getSubject(), ""),
            Set.copyOf(strings(jwt, "roles")),
            claims(jwt),
            carried(jwt),
            Set.of(),
            jwt.getExpiresAt());
    return jwt.getId() == null ? caller : caller.provedBy("jwt:" + jwt.getId());
  }

  private static Map<Action, List<NamePattern>> carried(Jwt jwt) {
    Map<Action, List<NamePattern>> carried = new EnumMap<>(Action.class);
    for (Action action : Action.values()) {
      List<String> names = strings(jwt, action.name().toLowerCase(Locale.ROOT));
      if (!names.isEmpty()) {
        carried.put(action, NamePattern.all(names));
      }
    }
    return carried;
  }

  /** Those that are words, numbers or yes and no, or lists of them: rules can ask for these. */
  private static Set<String> claims(Jwt jwt) {
    Set<String> claims = new HashSet<>();
    jwt.getClaims()
        .forEach(
            (name, value) -> {
              Collection<?> values = value instanceof Collection<?> all ? all : List.of(value);
              for (Object each : values) {
                if (each instanceof String || each instanceof Number || each instanceof Boolean) {
                  claims.add(name + "=" + each);
                }
              }
            });
    return claims;
  }

  private static List<String> strings(Jwt jwt, String claim) {
    List<String> strings = jwt.hasClaim(claim) ? jwt.getClaimAsStringList(claim) : null;
    return strings == null ? List.of() : strings;
  }
}
