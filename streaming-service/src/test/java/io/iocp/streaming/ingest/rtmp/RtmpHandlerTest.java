package io.iocp.streaming.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.connection.SendOutcome;
import io.iocp.socket.SocketSession;
import io.iocp.streaming.ingest.IngestCounter;
import io.iocp.streaming.ingest.PublishAccess.Admission;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.ingest.Refusal;
import io.iocp.streaming.ingest.rtmp.protocol.PublisherBytes;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.relay.RelayCounter;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RtmpHandlerTest {

  private long nowNanos;

  private final BufferPool pool =
      new BufferPool(BufferPoolOptions.DEFAULTS.withMaximumBytes(16 << 20), AddressResolver.NONE);
  private final StreamRegistry streams = new StreamRegistry(RelayOptions.DEFAULTS, () -> nowNanos);
  private final CollectingMemory memory = new CollectingMemory(1 << 20);
  private final Publishing publishing =
      new Publishing(streams, MediaLimits.DEFAULTS, memory, () -> nowNanos);
  private final List<String> asked = new ArrayList<>();
  private @Nullable String denial;
  private boolean deciding;
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final RtmpHandler handler =
      new RtmpHandler(
          publishing,
          (stream, query, id, remoteAddress, ending, answer) -> {
            asked.add(stream + " " + query);
            Supplier<Admission> decision =
                () ->
                    denial == null
                        ? Admission.admitted(() -> asked.add(stream + " is gone"))
                        : Admission.refused(denial);
            if (deciding) {
              later.add(() -> answer.accept(decision));
            } else {
              answer.accept(decision);
            }
          });
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final PublisherBytes client = new PublisherBytes();
  private final SocketSession session = session(1, sent);

  private SocketSession session(long id, ByteArrayOutputStream answers) {
    SocketSession mocked = mock(SocketSession.class);
    when(mocked.id()).thenReturn(id);
    when(mocked.buffers()).thenReturn(pool);
    doAnswer(
            call -> {
              call.<Runnable>getArgument(0).run();
              return null;
            })
        .when(mocked)
        .execute(any());
    doAnswer(
            call -> {
              when(mocked.attachment()).thenReturn(call.getArgument(0));
              return null;
            })
        .when(mocked)
        .attach(any());
    when(mocked.send(any()))
        .thenAnswer(
            call -> {
              answers.writeBytes(call.getArgument(0, ByteBuffer.class).array());
              return SendOutcome.SENT;
            });
    doAnswer(
            call -> {
              handler.onEnding(mocked, call.getArgument(0), call.getArgument(1));
              return null;
            })
        .when(mocked)
        .close(anyInt(), anyString());
    return mocked;
  }

  @BeforeEach
  void connect() {
    handler.onOpen(session);
  }

  @AfterEach
  void disconnect() {
    handler.onClosed(session);
    streams.endAll();
    assertThat(memory.takenBytes()).isZero();
    assertThat(pool.statistics().used()).isZero();
  }

  private void receive(byte[] bytes) {
    handler.onPiece(session, ByteBuffer.wrap(bytes));
  }

  private String answers() {
    return sent.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void whoPublishesIsAskedForItsTokenAndFeedsAStream() {
    receive(client.untilPublish("live", "desk?token=abc"));
    receive(client.media());

    assertThat(asked).containsExactly("desk token=abc");
    assertThat(answers()).contains("NetStream.Publish.Start");
    verify(session).opened();
    assertThat(streams.size()).isEqualTo(1);
    assertThat(streams.counters().count(RelayCounter.CHUNKS_PUBLISHED)).isEqualTo(2);
  }

  @Test
  void whatComesBeforeItIsDecidedWaitsForTheDecision() {
    deciding = true;
    byte[] start = client.untilPublish("live", "desk?token=a.b.c");
    byte[] media = client.media();
    byte[] together = Arrays.copyOf(start, start.length + media.length);
    System.arraycopy(media, 0, together, start.length, media.length);
    receive(together);

    assertThat(answers()).doesNotContain("NetStream.Publish");
    verify(session).pause();
    Objects.requireNonNull(later.poll()).run();

    assertThat(answers()).contains("NetStream.Publish.Start");
    verify(session).resume();
    assertThat(streams.counters().count(RelayCounter.CHUNKS_PUBLISHED)).isEqualTo(2);
  }

  @Test
  void whoHasGoneBeforeItIsDecidedPublishesNothing() {
    deciding = true;
    receive(client.untilPublish("live", "desk?token=a.b.c"));
    handler.onClosed(session);
    Objects.requireNonNull(later.poll()).run();

    assertThat(streams.size()).isZero();
    assertThat(asked).containsExactly("desk token=a.b.c");
  }

  @Test
  void theHandshakeTimeoutAppliesUntilItPublishes() {
    byte[] bytes = client.untilPublish("live", "desk");
    receive(Arrays.copyOf(bytes, bytes.length - 1));

    verify(session, never()).opened();
  }

  @Test
  void whoMayNotPublishHearsWhy() {
    denial = "the token is of another stream";
    receive(client.untilPublish("live", "desk"));

    assertThat(answers()).contains("NetStream.Publish.Rejected", denial);
    verify(session).close();
    verify(session, never()).opened();
    assertThat(streams.size()).isZero();
  }

  @Test
  void aNameThatIsNoneIsRefusedBeforeAnybodyIsAsked() {
    receive(client.untilPublish("live", "a/b"));

    assertThat(asked).isEmpty();
    assertThat(answers())
        .contains("NetStream.Publish.BadName", "stream name must only contain the characters");
    verify(session).close();
  }

  @Test
  void aNameThatIsTakenIsRefusedInWords() {
    receive(client.untilPublish("live", "desk"));
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    SocketSession second = session(2, answers);
    handler.onOpen(second);
    handler.onPiece(second, ByteBuffer.wrap(new PublisherBytes().untilPublish("live", "desk")));

    assertThat(answers.toString(StandardCharsets.ISO_8859_1))
        .contains("NetStream.Publish.BadName", "desk is already published");
    verify(second).close();
    assertThat(publishing.counters().count(IngestCounter.REFUSED_NAME_TAKEN)).isEqualTo(1);
    handler.onClosed(second);
  }

  @Test
  void whoHurtsViewersIsWarnedAndHearsWhenThatIsOver() {
    receive(client.untilPublish("live", "desk"));
    receive(client.media());
    assertThat(answers()).doesNotContain("warning");
    nowNanos += Duration.ofSeconds(5).toNanos();
    receive(client.media());
    assertThat(answers())
        .containsOnlyOnce("NetStream.Publish.Warning")
        .contains("warning", "a keyframe every 5.0 s: late viewers wait");

    receive(client.media());
    nowNanos += Duration.ofSeconds(2).toNanos();
    receive(client.media());
    assertThat(answers().split("NetStream.Publish.Warning", -1)).as("twice").hasSize(3);
    verify(session, never()).close();
  }

  @Test
  void aGoodbyeEndsTheStreamAndTheConnection() {
    receive(client.untilPublish("live", "desk"));
    receive(client.unpublish());

    assertThat(streams.size()).isZero();
    verify(session).close();
  }

  @Test
  void aStreamWhoseConnectionIsLostWaits() {
    receive(client.untilPublish("live", "desk"));
    receive(client.media());
    handler.onClosed(session);

    assertThat(streams.size()).isEqualTo(1);
  }

  @Test
  void mediaThatNobodyPlaysEndsTheStreamInWords() {
    receive(client.untilPublish("live", "desk"));
    receive(client.unknownCodec());

    assertThat(answers()).containsOnlyOnce("NetStream.Failed").contains("FLV video codec 2");
    verify(session).close(anyInt(), anyString());
    assertThat(publishing.counters().count(IngestCounter.REFUSED_UNSUPPORTED)).isEqualTo(1);
    assertThat(streams.size()).isZero();
  }

  @Test
  void whoLosesItsStreamHearsWhy() {
    receive(client.untilPublish("live", "desk"));
    session.close(Refusal.NAME_TAKEN, "another publisher took over the stream");

    assertThat(answers()).contains("NetStream.Failed", "another publisher took over the stream");
  }

  @Test
  void whoDoesNotSpeakRtmpIsClosed() {
    receive("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

    verify(session).close();
  }

  @Test
  void whoDoesNotReadItsAnswersIsDropped() {
    doReturn(SendOutcome.FULL).when(session).send(any());
    receive(client.untilPublish("live", "desk"));

    verify(session, atLeastOnce()).abort();
  }
}
