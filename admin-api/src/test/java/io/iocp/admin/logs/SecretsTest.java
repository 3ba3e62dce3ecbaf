package io.iocp.admin.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  @ParameterizedTest
  @CsvSource({
    "password=hush and more, password=*** and more",
    "the token is hush, the token is ***",
    "Authorization: Bearer abcdefgh1234, Authorization: Bearer ***",
    "redis://user:hush@host:6379/0, redis://user:***@host:6379/0",
    "jdbc:x+y://user:hush@host, jdbc:x+y://user:***@host",
    "(eyJhbGci.eyJzdWIi.c2ln), (***)",
    "no secret in http://host:8080/a@b, no secret in http://host:8080/a@b"
  })
  void whatLooksLikeASecretIsMasked(String text, String masked) {
    assertThat(Secrets.mask(text)).isEqualTo(masked);
  }

  /** Took minutes, when each letter of a long word was tried as the begin of an address. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "eyJ-", "eyJ.", "http://a:", "a.", "token", "password "})
  @Timeout(60)
  void longWordsOfAStrangerCostLittle(String word) {
    String text = word.repeat(4096 / word.length());
    for (int i = 0; i < 2000; i++) {
      Secrets.mask(text);
    }
  }

  @Test
  void aTextWithoutSecretsStaysAsItIs() {
    assertThat(Secrets.mask("Client 7 publishes desk")).isEqualTo("Client 7 publishes desk");
  }
}
