package io.iocp.streaming.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;

class JwtTokensTest {

  private static final Instant EXPIRES = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void claimsSayWhoItIsAndWhatTheTokenLets() {
    Caller caller =
        read(
            Jwt.withTokenValue("a.b.c")
                .header("alg", "none")
                .subject("anna")
                .expiresAt(EXPIRES)
                .claim("roles", List.of("staff"))
                .claim("publish", List.of("anna-*"))
                .claim("watch", "hall")
                .build());

    assertThat(caller.name()).isEqualTo("anna");
    assertThat(caller.roles()).containsExactly("staff");
    assertThat(caller.until()).isEqualTo(EXPIRES);
    assertThat(caller.carriesRightTo(Action.PUBLISH, "anna-1")).isTrue();
    assertThat(caller.carriesRightTo(Action.PUBLISH, "hall")).isFalse();
    assertThat(caller.carriesRightTo(Action.WATCH, "hall")).isTrue();
    assertThat(caller.carriesRightTo(Action.LIST, "hall")).isTrue();
    assertThat(caller.carriesRightTo(Action.FILES, "hall")).isFalse();
  }

  @Test
  void aTokenWithoutClaimsLetsNothing() {
    Caller caller = read(Jwt.withTokenValue("a.b.c").header("alg", "none").claim("x", 1).build());

    assertThat(caller.isAnonymous()).isFalse();
    assertThat(caller.until()).isNull();
    for (Action action : Action.values()) {
      assertThat(caller.carriesRightTo(action, "")).isFalse();
    }
  }

  @Test
  void aBadTokenIsWrongAndAnIssuerThatDoesNotAnswerIsNot() {
    JwtTokens bad =
        new JwtTokens(
            token -> {
              throw new BadJwtException("expired");
            });
    JwtTokens away =
        new JwtTokens(
            token -> {
              throw new JwtException("no keys");
            });

    assertThat(bad.check(Credentials.token("a.b.c"))).isNull();
    assertThatThrownBy(() -> away.check(Credentials.token("a.b.c")))
        .isInstanceOf(JwtException.class);
  }

  private static Caller read(Jwt jwt) {
    return Objects.requireNonNull(new JwtTokens(token -> jwt).check(Credentials.token("a.b.c")));
  }
}
