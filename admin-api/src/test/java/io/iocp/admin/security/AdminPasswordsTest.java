package io.iocp.admin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

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

  @Test
  void guessingEncodedPasswordsTakesAPartOfTheProcessorsOnly() throws Exception {
    int atOnce = 2;
    AtomicInteger checking = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(atOnce);
    PasswordEncoder slow = mock();
    when(slow.matches(any(), any()))
        .then(
            call -> {
              most.accumulateAndGet(checking.incrementAndGet(), Math::max);
              together.await(60, TimeUnit.SECONDS);
              checking.decrementAndGet();
              return false;
            });
    AdminPasswords limited = new AdminPasswords(false, slow, atOnce);
    ExecutorService guessing = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> guesses = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        guesses.add(guessing.submit(() -> limited.matches("guess", "{bcrypt}...")));
      }
      for (Future<Boolean> guess : guesses) {
        assertThat(guess.get(60, TimeUnit.SECONDS)).isFalse();
      }
    } finally {
      guessing.shutdownNow();
    }
    assertThat(most).hasValue(atOnce);
  }

  @Test
  void whoFindsTooManyWaitingIsToldToComeAgain() throws Exception {
    CountDownLatch checking = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    PasswordEncoder slow = mock();
    when(slow.matches(any(), any()))
        .then(
            call -> {
              checking.countDown();
              return go.await(60, TimeUnit.SECONDS) && "right".equals(call.getArgument(0));
            });
    AdminPasswords limited = new AdminPasswords(false, slow, 1);
    ExecutorService guessing = Executors.newFixedThreadPool(5);
    try {
      List<Future<Boolean>> guesses = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        guesses.add(guessing.submit(() -> limited.matches("right", "{bcrypt}...")));
      }
      assertThat(checking.await(60, TimeUnit.SECONDS)).isTrue();
      // Four have a place, one of them its turn: one of the five is refused, and says so at once.
      await(() -> guesses.stream().filter(Future::isDone).count() == 1);
      assertThatThrownBy(() -> limited.matches("right", "{bcrypt}..."))
          .isInstanceOf(TooManyLoginsException.class);
      go.countDown();
      int right = 0;
      for (Future<Boolean> guess : guesses) {
        try {
          right += guess.get(60, TimeUnit.SECONDS) ? 1 : 0;
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(TooManyLoginsException.class);
        }
      }
      assertThat(right).isEqualTo(4);
    } finally {
      guessing.shutdownNow();
    }
    assertThat(limited.matches("right", "{bcrypt}...")).as("places are free again").isTrue();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  /** Spring Security compares a wrong name's password with one that it encodes so. */
  @Test
  void aWrongNameCostsWhatAWrongPasswordCosts() {
    assertThat(passwords.encode("x")).isEqualTo("{noop}x");
    assertThat(new AdminPasswords(false).encode("x")).startsWith("{bcrypt}");
  }
}
