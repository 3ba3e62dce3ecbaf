package io.iocp.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

class AdminPasswordsTest {

  private static final int FASTEST = 4;

  private final AdminPasswords passwords = new AdminPasswords(true);

  @ParameterizedTest
  @ValueSource(strings = {"", "reads", "{odd", "größer", "a b"})
  void aTypedPasswordIsTheSameTextAndNoOther(String password) {
    String typed = AdminPasswords.typed(password);

    assertThat(passwords.matches(password, typed)).isTrue();
    assertThat(passwords.matches(password + "x", typed)).isFalse();
    assertThat(passwords.matches(typed, typed)).isFalse();
  }

  @Test
  void anEncodedPasswordIsTheOneItWasMadeOf() {
    String encoded = "{bcrypt}" + new BCryptPasswordEncoder(FASTEST).encode("changes");

    assertThat(AdminPasswords.isEncoded(encoded)).isTrue();
    assertThat(passwords.matches("changes", encoded)).isTrue();
    assertThat(passwords.matches(encoded, encoded)).isFalse();
  }

  /** Spring Security compares a wrong name's password with one that it encodes so. */
  @Test
  void aWrongNameCostsWhatAWrongPasswordCosts() {
    assertThat(passwords.encode("x")).isEqualTo("{noop}x");
    assertThat(new AdminPasswords(false).encode("x")).startsWith("{bcrypt}");
  }
}
