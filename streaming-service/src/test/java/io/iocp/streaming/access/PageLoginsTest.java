package io.iocp.streaming.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.iocp.websocket.security.WebSessions;
import jakarta.servlet.http.HttpSessionEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;

class PageLoginsTest {

  private final WebSessions sessions = new WebSessions("JSESSIONID");
  private final PageLogins logins = new PageLogins(sessions);

  @ParameterizedTest
  @CsvSource({
    "WATCH,   https://relay.example:9000, relay.example:9000, '',          true",
    "WATCH,   http://relay.example,       relay.example,      '',          true",
    "WATCH,   https://relay.example,      relay.example:443,  '',          true",
    "WATCH,   http://Relay.Example:80,    relay.example,      '',          true",
    "WATCH,   'http://[::1]:9000',        '[::1]:9000',       '',          true",
    "WATCH,   'http://[::1]',             '[::1]:80',         '',          true",
    "WATCH,   http://relay.example:8080,  relay.example:9000, same-site,   false",
    "WATCH,   https://evil.example,       relay.example,      cross-site,  false",
    "WATCH,   https://relay.example.evil, relay.example,      '',          false",
    "WATCH,   https://sub.relay.example,  relay.example,      '',          false",
    "WATCH,   https://example,            relay.example,      '',          false",
    "WATCH,   https://my-relay.example,   relay.example,      '',          false",
    "WATCH,   https://relay.example@evil, relay.example,      '',          false",
    "WATCH,   https://evil/relay.example, relay.example,      '',          false",
    "WATCH,   https://relay.example.,     relay.example,      '',          false",
    "WATCH,   https://relay.example:9001, relay.example:9000, '',          false",
    "WATCH,   http://relay.example,       relay.example:443,  '',          false",
    "WATCH,   https://relay.example,      relay.example:80,   '',          false",
    "WATCH,   null,                       relay.example,      '',          false",
    "WATCH,   null,                       null,               '',          false",
    "WATCH,   '',                         relay.example,      same-origin, true",
    "WATCH,   '',                         relay.example,      none,        true",
    "WATCH,   '',                         relay.example,      '',          true",
    "LIST,    '',                         relay.example,      same-origin, true",
    "WATCH,   '',                         relay.example,      same-site,   false",
    "WATCH,   '',                         relay.example,      cross-site,  false",
    "PUBLISH, https://relay.example,      relay.example,      '',          true",
    "PUBLISH, https://evil.example,       relay.example,      '',          false",
    "PUBLISH, '',                         relay.example,      same-origin, false",
    "FILES,   '',                         relay.example,      '',          false",
  })
  void aLoginCountsForPagesOfTheSameOriginAlone(
      Action action, String origin, String host, String site, boolean counts) {
    Map<String, String> header =
        Map.of("Origin", origin, "Host", host, "Sec-Fetch-Site", site, "Cookie", "JSESSIONID=17");
    Credentials read =
        logins.orLogin(Credentials.NONE, action, false, name -> emptyAsNull(header.get(name)));
    assertThat(read.kind()).isEqualTo(counts ? Credentials.Kind.LOGIN : Credentials.Kind.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "https://relay.example,      relay.example,      true",
    "http://relay.example,       relay.example,      false",
    "http://relay.example:9000,  relay.example:9000, false",
    "https://relay.example:9000, relay.example:9000, true",
    "ftp://relay.example,        relay.example,      false",
  })
  void throughTlsOnlyAnOriginWithTlsIsTheSame(String origin, String host, boolean counts) {
    Map<String, String> header = Map.of("Origin", origin, "Host", host, "Cookie", "JSESSIONID=17");
    assertThat(logins.orLogin(Credentials.NONE, Action.WATCH, true, header::get).kind())
        .isEqualTo(counts ? Credentials.Kind.LOGIN : Credentials.Kind.NONE);
  }

  private static @Nullable String emptyAsNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  @Test
  void whatARequestShowsItselfComesFirst() {
    Credentials token = Credentials.token("t");
    assertThat(logins.orLogin(token, Action.WATCH, false, Map.of("Cookie", "JSESSIONID=17")::get))
        .isSameAs(token);
  }

  @Test
  void onlyTheSessionsCookieIsOne() {
    for (String cookies : List.of("XSESSIONID=17", "a=JSESSIONID=17", "JSESSIONID", "")) {
      assertThat(
              logins
                  .orLogin(Credentials.NONE, Action.WATCH, false, Map.of("Cookie", cookies)::get)
                  .kind())
          .isEqualTo(Credentials.Kind.NONE);
    }
    Credentials read =
        logins.orLogin(
            Credentials.NONE,
            Action.WATCH,
            false,
            Map.of("Cookie", "a=b; JSESSIONID=17; c=d")::get);
    assertThat(read.secret()).isEqualTo("17");
    assertThat(read.toString()).doesNotContain("17");
  }

  @Test
  void somebodyIsWhoHasLoggedInAndNobodyElse() {
    MockHttpSession session = new MockHttpSession(null, "nobody-guesses-this");
    Credentials cookie = Credentials.login(session.getId());
    assertThat(logins.check(cookie)).isNull();
    sessions.sessionCreated(new HttpSessionEvent(session));
    assertThat(logins.check(cookie)).isNull();

    session.setAttribute(
        "SPRING_SECURITY_CONTEXT",
        new SecurityContextImpl(
            UsernamePasswordAuthenticationToken.authenticated(
                "anna", null, AuthorityUtils.createAuthorityList("ROLE_viewer"))));
    Caller caller = logins.check(cookie);
    assertThat(caller).isNotNull();
    assertThat(caller.identity()).isEqualTo("user:anna");
    assertThat(caller.roles()).containsExactly("viewer");
    assertThat(caller.proofs()).noneMatch(proof -> proof.contains(session.getId()));

    sessions.sessionDestroyed(new HttpSessionEvent(session));
    assertThat(logins.check(cookie)).isNull();
  }

  @Test
  void loggingOutEndsWhatIsWatchedByItAndGoingIdleDoesNot() {
    TestedControl tested = new TestedControl();
    RunningSessions running = tested.sessions();
    List<String> ended = new ArrayList<>();
    MockHttpSession session = new MockHttpSession();
    session.setMaxInactiveInterval(60);
    Caller anna = Caller.user("anna", Set.of()).provedBy(PageLogins.proof(session.getId()));
    AccessRequest request =
        new AccessRequest(Action.WATCH, "hall", Credentials.NONE, TestedControl.HERE);
    running.begin(
        1,
        new Grant(request, anna, Grant.Basis.EVERYBODY, null, null),
        (code, reason) -> ended.add(code + " " + reason));

    InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(2));
    new LogoutWatch(() -> running, later).sessionDestroyed(new HttpSessionEvent(session));
    assertThat(ended).isEmpty();
    new LogoutWatch(() -> running, InstantSource.system())
        .sessionDestroyed(new HttpSessionEvent(new MockHttpSession()));
    assertThat(ended).isEmpty();
    new LogoutWatch(() -> running, InstantSource.system())
        .sessionDestroyed(new HttpSessionEvent(session));
    assertThat(ended).containsExactly("4401 logged out");
  }

  @Test
  void aLoginThatEndsAfterTheServiceAsksForNothingOfIt() {
    LogoutWatch watch =
        new LogoutWatch(
            () -> {
              throw new IllegalStateException("the context has been closed");
            },
            InstantSource.system());
    watch.close();
    assertThatCode(() -> watch.sessionDestroyed(new HttpSessionEvent(new MockHttpSession())))
        .doesNotThrowAnyException();
  }
}
