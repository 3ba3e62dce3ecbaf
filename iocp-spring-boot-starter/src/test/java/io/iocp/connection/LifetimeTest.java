package io.iocp.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import io.iocp.testsupport.Patience;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LifetimeTest {

  // As many as there is time for: on a machine that is busy with others, few.
  private static final int DEADLINES = 20_000;
  private static final Duration EFFORT = Duration.ofSeconds(3);

  @Test
  void aDeadlineThatPassesWhileItIsAskedForIsNotLost() {
    Connection connection = mock(Connection.class, withSettings().stubOnly());
    ConnectionServer server = mock(ConnectionServer.class, withSettings().stubOnly());
    Lifetime lifetime = new Lifetime(connection, server, 0);
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
