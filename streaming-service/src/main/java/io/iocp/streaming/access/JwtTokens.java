package io.iocp.streaming.access;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Tokens of the issuer that Spring Security knows. The claim {@code sub} is the user's name, {@code
 * roles} are its roles; {@code publish} and {@code watch} are names that the token lets its holder
 * publish and watch, whatever the rules say. A session ends when the token that let it in expires.
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
    return new Caller(
        Caller.Kind.USER,
        Objects.requireNonNullElse(jwt.getSubject(), ""),
        Set.copyOf(strings(jwt, "roles")),
        NamePattern.all(strings(jwt, "publish")),
        NamePattern.all(strings(jwt, "watch")),
        jwt.getExpiresAt());
  }

  private static List<String> strings(Jwt jwt, String claim) {
    List<String> strings = jwt.hasClaim(claim) ? jwt.getClaimAsStringList(claim) : null;
    return strings == null ? List.of() : strings;
  }
}
