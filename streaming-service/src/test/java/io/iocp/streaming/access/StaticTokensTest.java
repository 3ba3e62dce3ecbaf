package io.iocp.streaming.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticTokensTest {

  @Test
  void aTokenIsFoundByAnyOfItsHashes() {
    StaticTokens tokens =
        new StaticTokens(
            Map.of(
                "one", List.of(TestedControl.hash("new"), TestedControl.hash("old")),
                "other",
                    List.of(
                        TestedControl.hash("other")
                            .toUpperCase(Locale.ROOT)
                            .replace("SHA256", "sha256"))));

    assertThat(tokens.find("new")).extracting(Caller::name).isEqualTo("one");
    assertThat(tokens.find("old")).extracting(Caller::name).isEqualTo("one");
    assertThat(tokens.find("other")).extracting(Caller::name).isEqualTo("other");
    assertThat(tokens.find("Other")).isNull();
    assertThat(tokens.find("")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "the-token-itself", "sha256:", "sha256:12", "md5:the-token-itself"})
  void whatIsNoHashIsRefusedWithoutShowingIt(String hash) {
    assertThatThrownBy(() -> new StaticTokens(Map.of("one", List.of(hash))))
        .hasMessage("hashes of token one must be sha256: and 64 hexadecimal digits");
  }

  @Test
  void aTokenWithoutHashesIsRefused() {
    assertThatThrownBy(() -> new StaticTokens(Map.of("one", List.of())))
        .hasMessage("token one has no hashes");
  }
}
