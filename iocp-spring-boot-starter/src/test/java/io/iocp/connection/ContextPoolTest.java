package io.iocp.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.completion.PendingOperations;
import org.junit.jupiter.api.Test;

class ContextPoolTest {

  private final ContextPool pool = new ContextPool(2);

  @Test
  void whatCameBackLastIsUsedFirst() {
    ConnectionContext first = pool.take();
    ConnectionContext second = pool.take();
    assertThat(pool.made()).isEqualTo(2);
    pool.giveBack(first);
    pool.giveBack(second);
    assertThat(pool.take()).isSameAs(second);
    assertThat(pool.take()).isSameAs(first);
    assertThat(pool.take()).isNotIn(first, second);
    assertThat(pool.made()).isEqualTo(3);
  }

  @Test
  void whatIsBeyondTheBoundIsGivenUp() {
    ConnectionContext[] contexts = {pool.take(), pool.take(), pool.take()};
    for (ConnectionContext context : contexts) {
      pool.giveBack(context);
    }
    assertThat(pool.free()).isEqualTo(2);
    pool.maximumFree(1);
    assertThat(pool.free()).isOne();
    assertThat(pool.take()).isSameAs(contexts[1]);
  }

  @Test
  void aContextWithAnOperationInFlightIsNeverUsedAgain() {
    ConnectionContext context = pool.take();
    context.closing().submitted(new PendingOperations());
    pool.giveBack(context);
    assertThat(pool.free()).isZero();
    assertThat(ConnectionContext.GONE.isFree()).isTrue();
  }
}
