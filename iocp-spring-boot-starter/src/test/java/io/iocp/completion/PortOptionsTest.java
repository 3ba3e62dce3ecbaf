package io.iocp.completion;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.time.NanoClock;
import org.junit.jupiter.api.Test;

class PortOptionsTest {

  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);

  private PortOptions options(int workers, int receiveBufferBytes, int receiveBuffers) {
    return new PortOptions(workers, pool, receiveBufferBytes, receiveBuffers, NanoClock.system());
  }

  @Test
  void boundsAreChecked() {
    assertThatCode(() -> options(1, 64 << 10, 1)).doesNotThrowAnyException();
    assertThatCode(() -> options(1024, 1, 32_768)).doesNotThrowAnyException();
    assertThatThrownBy(() -> options(0, 4096, 64)).hasMessageContaining("workers=0");
    assertThatThrownBy(() -> options(1025, 4096, 64)).hasMessageContaining("workers=1025");
    assertThatThrownBy(() -> options(1, 0, 64)).hasMessageContaining("receiveBufferBytes=0");
    assertThatThrownBy(() -> options(1, (64 << 10) + 1, 64)).hasMessageContaining("largest=65536");
    for (int wrong : new int[] {0, 3, 65_536, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> options(1, 4096, wrong))
          .hasMessageContaining("receiveBuffersPerWorker=" + wrong);
    }
  }

  @Test
  void socketOptionsAreChecked() {
    assertThatThrownBy(() -> new SocketOptions(0, 0, 0, true)).hasMessageContaining("backlog=0");
    assertThatThrownBy(() -> new SocketOptions(1, -1, 0, true))
        .hasMessageContaining("sendBufferBytes=-1");
    assertThatThrownBy(() -> new SocketOptions(1, 0, 0, true, KeepAlive.OFF, -1))
        .hasMessageContaining("unsentLimitBytes=-1");
  }
}
