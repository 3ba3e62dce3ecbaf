package io.iocp.streaming.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.http.HttpExchange;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.input.Recording;
import io.iocp.streaming.relay.RelayCounter;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPublishHandlerTest {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private long nowNanos;
  private final BufferPool pool = new BufferPool(BufferPoolOptions.DEFAULTS, AddressResolver.NONE);
  private final StreamRegistry streams = new StreamRegistry(RelayOptions.DEFAULTS, () -> nowNanos);
  private final Publishing publishing =
      new Publishing(streams, MediaLimits.DEFAULTS, new CollectingMemory(1 << 20), () -> nowNanos);
  private final HttpPublishHandler handler = new HttpPublishHandler(publishing);

  @AfterEach
  void everythingIsGivenBack() {
    streams.endAll();
    assertThat(pool.statistics().used()).isZero();
  }

  @Test
  void theEndOfTheBodyEndsTheStream() throws IOException {
    HttpExchange exchange = request(1);
    handler.onBody(exchange, ByteBuffer.wrap(recording()), false);
    verify(exchange).proceed();
    assertThat(streams.size()).isEqualTo(1);
    handler.onBody(exchange, NOTHING, true);

    verify(exchange).answer(200, "the stream desk has ended");
    assertThat(streams.size()).isZero();
    handler.onClosed(exchange, true);
  }

  @Test
  void whatHurtViewersIsInTheAnswer() throws IOException {
    HttpExchange exchange = request(1);
    handler.onBody(exchange, ByteBuffer.wrap(recording()), false);
    nowNanos += Duration.ofSeconds(5).toNanos();
    handler.onBody(exchange, NOTHING, true);

    verify(exchange)
        .answer(
            200,
            "the stream desk has ended; what hurt viewers:"
                + " a keyframe every 5.0 s: late viewers wait");
    handler.onClosed(exchange, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"annexb.h264", "annexb.h265", "h264-aac.ts"})
  void theLastPictureIsWholeWhenThePublisherSaysGoodbye(String file) {
    HttpExchange exchange = request(1);
    handler.onBody(exchange, ByteBuffer.wrap(Recording.resource(file)), false);
    long before = streams.counters().count(RelayCounter.CHUNKS_PUBLISHED);
    handler.onBody(exchange, NOTHING, true);

    assertThat(streams.counters().count(RelayCounter.CHUNKS_PUBLISHED)).isEqualTo(before + 1);
  }

  @Test
  void aConnectionThatBreaksLeavesTheStreamToAnotherPublisher() throws IOException {
    HttpExchange exchange = request(1);
    handler.onBody(exchange, ByteBuffer.wrap(recording()), false);
    handler.onClosed(exchange, false);

    assertThat(streams.size()).isEqualTo(1);
    assertThat(streams.snapshots().get(0).waiting()).isTrue();
    verify(request(2), never()).answer(anyInt(), any());
  }

  @Test
  void aNameThatIsTakenIsRefusedBeforeTheBody() {
    request(1);
    HttpExchange second = request(2);

    verify(second).answer(409, "desk is already published");
    verify(second, never()).proceed();
    assertThat(publishing.counters().count(IngestCounter.REFUSED_NAME_TAKEN)).isEqualTo(1);
  }

  @Test
  void whatIsNoContainerIsRefused() {
    HttpExchange exchange = request(1);
    handler.onBody(exchange, ByteBuffer.wrap("hello, world".getBytes(UTF_8)), false);
    verify(exchange).answer(eq(415), any());
    assertThat(exchange.attachment()).isNull();
    assertThat(streams.size()).isZero();
  }

  private HttpExchange request(long id) {
    HttpExchange exchange = exchange(id);
    handler.onRequest(exchange);
    return exchange;
  }

  private HttpExchange exchange(long id) {
    HttpExchange exchange = mock(HttpExchange.class);
    when(exchange.id()).thenReturn(id);
    when(exchange.variable("stream")).thenReturn("desk");
    when(exchange.buffers()).thenReturn(pool);
    doAnswer(
            call -> {
              when(exchange.attachment()).thenReturn(call.getArgument(0));
              return null;
            })
        .when(exchange)
        .attach(any());
    return exchange;
  }

  private static byte[] recording() throws IOException {
    try (InputStream recording =
        HttpPublishHandlerTest.class.getResourceAsStream("/media/h264-frag-every-frame.mp4")) {
      return recording.readAllBytes();
    }
  }
}
