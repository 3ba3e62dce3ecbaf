package io.iocp.streaming.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.relay.RelayCounter;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublishHandlerTest {

  private static final int SLOT_BYTES = 64 << 10;

  private final BufferPool pool =
      new BufferPool(
          // Room for an init segment and one chunk.
          new BufferPoolOptions(2 * SLOT_BYTES, 2 * SLOT_BYTES, List.of(SLOT_BYTES)),
          AddressResolver.NONE);
  private final StreamRegistry streams = new StreamRegistry(RelayOptions.DEFAULTS, () -> 0);
  private final PublishHandler handler =
      new PublishHandler(streams, MediaLimits.DEFAULTS, new CollectingMemory(64 << 20), () -> 0);
  private final WsSession session = mock(WsSession.class);

  @BeforeEach
  void connect() {
    when(session.variable("stream")).thenReturn("desk");
    when(session.buffers()).thenReturn(pool);
    doAnswer(
            call -> {
              when(session.attachment()).thenReturn(call.getArgument(0));
              return null;
            })
        .when(session)
        .attach(any());
    handler.onOpen(session);
  }

  @Test
  void aPublisherIsClosedWith1013WhenThereIsNoBufferToBeginItsStream() throws IOException {
    SharedBuffer first = Objects.requireNonNull(pool.tryAcquire(1));
    SharedBuffer second = Objects.requireNonNull(pool.tryAcquire(1));
    publish();
    first.release();
    second.release();

    verify(session).close(new WsClose(CloseCode.TRY_AGAIN_LATER, "the server is out of buffers"));
    assertThat(handler.counters().count(IngestCounter.REFUSED_NO_BUFFERS)).isEqualTo(1);
    assertThat(streams.size()).as("the name is free again").isZero();
  }

  @Test
  void aPublisherGoesOnWhenThereIsNoBufferForAChunk() throws IOException {
    publish();

    verify(session, never()).close(any());
    assertThat(streams.counters().count(RelayCounter.CHUNKS_LOST_NO_BUFFERS)).isPositive();
    assertThat(streams.size()).isEqualTo(1);
  }

  @AfterEach
  void disconnect() {
    handler.onClose(session, new WsClose(CloseCode.NORMAL, ""));
    assertThat(streams.size()).isZero();
    assertThat(pool.statistics().used()).isZero();
  }

  private void publish() throws IOException {
    try (InputStream recording =
        PublishHandlerTest.class.getResourceAsStream("/media/h264-frag-every-frame.mp4")) {
      handler.onPiece(session, MessageType.BINARY, ByteBuffer.wrap(recording.readAllBytes()), true);
    }
  }
}
