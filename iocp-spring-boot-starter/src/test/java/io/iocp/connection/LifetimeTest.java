package io.iocp.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import io.iocp.completion.CloseMode;
import io.iocp.testsupport.Patience;
import io.iocp.time.TimerWheel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LifetimeTest {

  // As many as there is time for: on a machine that is busy with others, few.
  private static final int DEADLINES = 20_000;
  private static final Duration EFFORT = Duration.ofSeconds(3);

  @Test
  void aDeadlineThatPassesWhileItIsAskedForIsNotLost() {
    ConnectionEvents connection = mock(ConnectionEvents.class, withSettings().stubOnly());
    ConnectionHost host = mock(ConnectionHost.class, withSettings().stubOnly());
    Lifetime lifetime = new Lifetime(connection, host, 0);
    AtomicInteger seen = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    // The context asks for other reasons all the time; the wheel's thread is another.
    CompletableFuture<Void> context =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                if (lifetime.pollPassed()) {
                  seen.incrementAndGet();
                }
              }
            });
    try {
      long begun = System.nanoTime();
      for (int i = 0; i < DEADLINES && System.nanoTime() - begun < EFFORT.toNanos(); i++) {
        lifetime.fired();
        assertThat(isSeen(seen, i + 1)).as("deadline %d", i).isTrue();
      }
    } finally {
      over.set(true);
      context.join();
    }
  }

  @Test
  void quietTimeIsCountedFromTheLastByteAlsoWhenTheClockGoesAround() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(10).toNanos());
    ConnectionEvents connection = mock(ConnectionEvents.class);
    when(connection.state()).thenReturn(ConnectionState.OPEN);
    when(connection.sendProgress()).thenReturn(-1L);
    when(connection.begunUnit()).thenReturn(-1L);
    ConnectionHost host = mock(ConnectionHost.class);
    when(host.clock()).thenReturn(now::get);
    when(host.timers()).thenReturn(new TimerWheel(now::get));
    when(host.options())
        .thenReturn(ConnectionOptions.builder().keepAliveInterval(Duration.ofSeconds(30)).build());
    Lifetime lifetime = new Lifetime(connection, host, now.get());
    lifetime.opened(now.get());
    lifetime.active(now.addAndGet(Duration.ofSeconds(20).toNanos()));
    now.addAndGet(Duration.ofSeconds(10).toNanos());
    lifetime.check();
    verify(connection, never()).keepAliveDue();
    now.addAndGet(Duration.ofSeconds(20).toNanos());
    lifetime.check();
    verify(connection).keepAliveDue();
  }

  @Test
  void aPeerThatSendsAndReadsNothingIsEndedAfterTheIdleTime() {
    Held held = new Held();
    when(held.connection.sendProgress()).thenReturn(700L);
    held.pass(Duration.ofMinutes(2));
    when(held.connection.sendProgress()).thenReturn(701L);
    held.pass(Duration.ofMinutes(3).minusSeconds(20));
    held.neverEnded();
    held.pass(Duration.ofMinutes(1));
    verify(held.connection, atLeastOnce()).terminate(CloseMode.ABORTIVE, CloseCause.IDLE_TIMEOUT);
  }

  @Test
  void aPeerThatIsOwedNothingMayBeSilentlyBusyForEver() {
    Held held = new Held();
    held.pass(Duration.ofHours(1));
    held.neverEnded();
  }

  @Test
  void aRecordThatIsBegunAndNotEndedEndsTheConnection() {
    Held held = new Held();
    when(held.connection.begunUnit()).thenReturn(4L);
    held.pass(Duration.ofSeconds(20));
    when(held.connection.begunUnit()).thenReturn(5L);
    held.pass(Duration.ofSeconds(20));
    held.neverEnded();
    held.pass(Duration.ofSeconds(60));
    verify(held.connection, atLeastOnce())
        .terminate(CloseMode.ABORTIVE, CloseCause.SECURITY_FAILED);
  }

  /** A connection whose peer sends a byte a second, whatever it does beside that. */
  private static final class Held {

    final AtomicLong now = new AtomicLong();
    final ConnectionEvents connection = mock(ConnectionEvents.class);
    final Lifetime lifetime;

    Held() {
      when(connection.state()).thenReturn(ConnectionState.OPEN);
      when(connection.sendProgress()).thenReturn(-1L);
      when(connection.begunUnit()).thenReturn(-1L);
      ConnectionHost host = mock(ConnectionHost.class);
      when(host.clock()).thenReturn(now::get);
      when(host.timers()).thenReturn(new TimerWheel(now::get));
      when(host.options()).thenReturn(ConnectionOptions.DEFAULTS);
      lifetime = new Lifetime(connection, host, 0);
      lifetime.opened(0);
    }

    void pass(Duration time) {
      for (long i = time.toSeconds(); i > 0; i--) {
        lifetime.active(now.addAndGet(Duration.ofSeconds(1).toNanos()));
        lifetime.check();
      }
    }

    void neverEnded() {
      verify(connection, never()).terminate(any(), any());
    }
  }

  private static boolean isSeen(AtomicInteger seen, int count) {
    long begun = System.nanoTime();
    while (seen.get() < count) {
      if (System.nanoTime() - begun > Patience.LIMIT.toNanos()) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }
}
