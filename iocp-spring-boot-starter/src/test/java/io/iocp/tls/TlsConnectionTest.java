package io.iocp.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.connection.Plaintext;
import io.iocp.connection.SecurityLayer.Link;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TlsConnectionTest {

  @Test
  void anEngineThatFailsWithoutASayingEndsItsConnectionAndKeepsNoBuffer() throws Exception {
    BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);
    SSLEngine engine = mock();
    when(engine.getHandshakeStatus()).thenReturn(HandshakeStatus.NEED_WRAP);
    when(engine.wrap(any(ByteBuffer.class), any(ByteBuffer.class)))
        .thenThrow(new IllegalStateException("on purpose"));
    Link link = mock();
    try (Tls tls = new Tls(null, TlsOptions.DEFAULTS, pool, System::nanoTime)) {
      long before = pool.statistics().used();
      TlsConnection connection = new TlsConnection(tls, link, engine);
      assertThat(connection.seal(Plaintext.NONE)).isNull();
      assertThat(connection.isFailed()).isTrue();
      assertThat(tls.statistics().failures().get(TlsFailure.INTERNAL)).isOne();
      assertThat(pool.statistics().used()).isEqualTo(before);
    }
  }
}
