package io.iocp.streaming.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CredentialsTest {

  @Test
  void theHeaderComesFirstThenSubprotocolsThenTheQuery() {
    List<String> protocols = List.of("iocp", "ticket.p", "token.p");
    assertThat(Credentials.of("Bearer h", protocols, "ticket=q", true).secret()).isEqualTo("h");
    assertThat(Credentials.of(null, protocols, "ticket=q", true).secret()).isEqualTo("p");
    assertThat(Credentials.of(null, List.of("iocp"), "token=t&ticket=q", true).kind())
        .isEqualTo(Credentials.Kind.TICKET);
  }

  @Test
  void aTokenInTheQueryCountsOnlyWhereThatIsWanted() {
    assertThat(Credentials.of(null, List.of(), "wait=1s&token=t", true).secret()).isEqualTo("t");
    assertThat(Credentials.of(null, List.of(), "wait=1s&token=t", false))
        .isSameAs(Credentials.NONE);
  }

  @Test
  void schemesHaveNoCase() {
    assertThat(Credentials.of("bEaReR  abc ", List.of(), null, false).secret()).isEqualTo("abc");
    assertThat(Credentials.of("TICKET abc", List.of(), null, false).kind())
        .isEqualTo(Credentials.Kind.TICKET);
  }

  @Test
  void aPasswordMayHaveColonsAndANameMayNot() {
    Credentials basic = Credentials.of(basic("anna:a:b"), List.of(), null, false);
    assertThat(basic.name()).isEqualTo("anna");
    assertThat(basic.secret()).isEqualTo("a:b");
    assertThat(Credentials.of(basic(":a"), List.of(), null, false).kind())
        .isEqualTo(Credentials.Kind.MALFORMED);
    assertThat(Credentials.of(basic("anna"), List.of(), null, false).kind())
        .isEqualTo(Credentials.Kind.MALFORMED);
  }

  @Test
  void whatIsMalformedIsNeverNobody() {
    for (String header : List.of("", " ", "Bearer", "Basic", "Basic ***", "Digest x", "abc")) {
      assertThat(Credentials.of(header, List.of(), "ticket=q", true).kind())
          .as(header)
          .isNotIn(Credentials.Kind.NONE, Credentials.Kind.TICKET);
    }
  }

  @Test
  void noHeaderDoesAnyHarm() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      String scheme = List.of("", "Basic ", "Bearer ", "Ticket ").get(random.nextInt(4));
      assertThat(Credentials.of(scheme + text, List.of(text), text, true).toString())
          .startsWith("Credentials[");
    }
  }

  private static String basic(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
