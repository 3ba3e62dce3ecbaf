package io.iocp.streaming.ingest.rtmp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.flv.CollectedSamples;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishSessionTest {

  private final CollectingMemory memory = new CollectingMemory(1 << 20);
  private final RecordedActions actions = new RecordedActions();
  private final CollectedSamples samples = new CollectedSamples();
  private final PublishSession session = session(actions);
  private final PublisherBytes client = new PublisherBytes();

  @Test
  void aPublisherIsTakenFromTheHandshakeToItsEnd() {
    assertThat(receive(client.untilPublish("live", "desk?token=abc")))
        .isEqualTo(ReadOutcome.CONSUMED);
    assertThat(actions.requests).containsExactly(new PublishRequest("live", "desk", "token=abc"));
    session.accept(samples);
    receive(client.media());
    receive(client.command(0, "FCUnpublish", 6.0, Amf0.NULL, "desk"));
    receive(client.command(0, "deleteStream", 7.0, Amf0.NULL, 1.0));

    assertThat(samples.samples).hasToString("[H264 0 sync 000000026588, AAC 0 sync 2100]");
    assertThat(actions.ends).isEqualTo(1);
    assertThat(actions.sent)
        .startsWith("handshake", "5 002625a0", "6 002625a002")
        .endsWith(
            "_result 2.0 [null, null]",
            "_result 3.0 [null, null]",
            "_result 4.0 [null, 1.0]",
            "4 000000000001",
            "onStatus 0.0 [null, {level=status, code=NetStream.Publish.Start,"
                + " description=Publishing.}]");
    assertThat(actions.sent.get(3))
        .startsWith("_result 1.0 [{fmsVer=FMS/3,0,1,123, capabilities=31.0, mode=1.0,")
        .contains("fourCcList=[avc1, hvc1, av01, vp09, vp08]", "hvc1=4.0", "capsEx=0.0")
        .contains("code=NetConnection.Connect.Success", "objectEncoding=0.0");
  }

  @Test
  void everyCutGivesTheSame() {
    byte[] all =
        PublisherBytes.concat(
            client.untilPublish("live", "desk"),
            client.media(),
            client.command(1, "closeStream", 0.0, Amf0.NULL));
    for (int pieceBytes : new int[] {1, 2, 3, 5, 7, 100, 1537, all.length}) {
      RecordedActions cutActions = new RecordedActions();
      CollectedSamples cutSamples = new CollectedSamples();
      PublishSession cut = session(cutActions);
      for (int at = 0; at < all.length; at += pieceBytes) {
        ByteBuffer piece = ByteBuffer.wrap(all, at, Math.min(pieceBytes, all.length - at));
        assertThat(cut.receive(piece)).isEqualTo(ReadOutcome.CONSUMED);
        if (!cutActions.requests.isEmpty()
            && cutSamples.announcements.isEmpty()
            && piece.hasRemaining()) {
          cut.accept(cutSamples);
          assertThat(cut.receive(piece)).isEqualTo(ReadOutcome.CONSUMED);
        } else if (!cutActions.requests.isEmpty() && cutActions.sent.size() == 7) {
          cut.accept(cutSamples);
        }
        assertThat(piece.hasRemaining()).isFalse();
      }
      assertThat(cutSamples.samples).hasSize(2);
      assertThat(cutActions.ends).isEqualTo(1);
    }
  }

  @Test
  void nothingIsTakenBetweenTheRequestAndItsAnswer() {
    receive(client.untilPublish("live", "desk"));
    ByteBuffer early = ByteBuffer.wrap(client.media());

    assertThat(session.receive(early)).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(early.position()).isZero();

    session.accept(samples);
    session.receive(early);
    assertThat(samples.samples).hasSize(2);
  }

  @Test
  void aPublisherThatLosesItsStreamIsToldWhyOnce() {
    receive(client.untilPublish("live", "desk"));
    session.accept(samples);
    session.fail("another publisher took over the stream");
    session.fail("stopping");

    assertThat(actions.sent.get(actions.sent.size() - 1))
        .isEqualTo(
            "onStatus 0.0 [null, {level=error, code=NetStream.Failed,"
                + " description=another publisher took over the stream}]");
    assertThat(actions.sent).filteredOn(sent -> sent.contains("NetStream.Failed")).hasSize(1);
    receive(client.media());
    assertThat(samples.samples).isEmpty();
  }

  @Test
  void whoDoesNotPublishIsNotToldOfAStream() {
    receive(client.until("live"));
    session.fail("stopping");

    assertThat(actions.sent).noneMatch(sent -> sent.contains("NetStream.Failed"));
  }

  @Test
  void theAnswerMayBeGivenFromWithinTheQuestion() {
    PublishSession[] own = new PublishSession[1];
    RecordedActions answering = new RecordedActions();
    own[0] =
        session(
            new PublishActions() {
              @Override
              public void send(ByteBuffer bytes) {
                answering.send(bytes);
              }

              @Override
              public void publish(PublishRequest request) {
                own[0].accept(samples);
              }

              @Override
              public void ended() {
                answering.ended();
              }
            });

    own[0].receive(
        ByteBuffer.wrap(
            PublisherBytes.concat(client.untilPublish("live", "desk"), client.media())));

    assertThat(samples.samples).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"BAD_NAME, NetStream.Publish.BadName", "REJECTED, NetStream.Publish.Rejected"})
  void aRefusalIsToldInWords(PublishRefusal refusal, String code) {
    receive(client.untilPublish("live", "desk"));

    session.refuse(refusal, "desk is being published already");

    assertThat(actions.sent)
        .endsWith(
            "onStatus 0.0 [null, {level=error, code="
                + code
                + ", description=desk is being published already}]");
    assertThat(receive(client.media())).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(actions.ends).isZero();
  }

  @Test
  void onlyAQuestionCanBeAnswered() {
    assertThatIllegalStateException().isThrownBy(() -> session.accept(samples));
    assertThatIllegalStateException().isThrownBy(() -> session.refuse(PublishRefusal.REJECTED, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "live,         desk,           live,  desk,  ''",
    "live,         desk?a=b?c,     live,  desk,  a=b?c",
    "live?a=b,     desk,           live,  desk,  a=b",
    "live?a=b,     desk?c=d,       live,  desk,  c=d",
    "desk,         '',             desk,  desk,  ''",
    "desk?a=b,     '',             desk,  desk,  a=b",
    "live/,        /desk/,         live,  desk,  ''",
    "live/two,     desk,           live/two, desk, ''",
    "'',           '',             '',    '',    ''"
  })
  void theNameOfTheStreamIsTheKeyOrElseTheApplication(
      String app, String key, String requestApp, String name, String query) {
    receive(client.untilPublish(app, key));

    assertThat(actions.requests).containsExactly(new PublishRequest(requestApp, name, query));
  }

  @Test
  void unknownCommandsAreIgnoredAndKnownOnesAnswered() {
    receive(client.untilPublish("live", "desk"));
    session.accept(samples);
    actions.sent.clear();
    receive(client.command(0, "setPeerInfo", 8.0, Amf0.NULL));
    receive(client.command(0, "_checkbw", 9.0, Amf0.NULL));
    receive(client.command(0, "getStreamLength", 10.0, Amf0.NULL, "desk"));
    receive(client.command(1, "publish", 11.0, Amf0.NULL, "other", "live"));

    assertThat(actions.sent)
        .startsWith("_result 9.0 [null, null]", "_result 10.0 [null, 0.0]")
        .hasSize(3);
    assertThat(actions.sent.get(2)).contains("NetStream.Publish.BadName");
    assertThat(actions.requests).hasSize(1);
  }

  @Test
  void aCommandInAmf3IsOneInAmf0BehindAByte() {
    ByteBuffer body = Amf0Writer.write("_checkbw", 9.0, Amf0.NULL);
    ByteBuffer amf3 = ByteBuffer.allocate(body.remaining() + 1).put(1, body, 0, body.remaining());
    receive(client.untilPublish("live", "desk"));
    session.accept(samples);

    receive(new ChunkWriter().message(3, MessageType.COMMAND_AMF3, 0, amf3).array());

    assertThat(actions.sent).endsWith("_result 9.0 [null, null]");
  }

  @Test
  void pingsAreAnswered() {
    receive(client.untilPublish("live", "desk"));
    session.accept(samples);

    receive(client.message(MessageType.USER_CONTROL, 0, "0006 01020304"));

    assertThat(actions.sent).endsWith("4 000701020304");
  }

  @Test
  void bytesAreAcknowledgedByTheWindowOfThePublisher() {
    receive(client.untilPublish("live", "desk"));
    session.accept(samples);
    receive(client.message(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, 0, "00000001"));
    actions.sent.clear();

    for (int i = 0; i < 300; i++) {
      receive(client.message(MessageType.AUDIO, 1, PublisherBytes.AAC_FRAME));
    }

    // 16 bytes each, and no window is smaller than 4096.
    assertThat(actions.sent).hasSize(1);
    assertThat(actions.sent.get(0)).startsWith("3 0000");
  }

  @Test
  void whoWantsToPlayIsToldThatItCannot() {
    receive(client.until("live"));

    ReadOutcome outcome = receive(client.command(1, "play", 0.0, Amf0.NULL, "desk"));

    assertThat(outcome.status()).isEqualTo(ReadOutcome.Status.UNSUPPORTED);
    assertThat(outcome.reason()).endsWith("playing over RTMP is not supported");
    assertThat(actions.sent.get(actions.sent.size() - 1))
        .contains("level=error", "NetStream.Failed", "playing over RTMP is not supported");
    assertThat(receive(client.media())).isEqualTo(outcome);
  }

  @Test
  void whatCannotBeRelayedIsToldToThePublisher() {
    receive(client.untilPublish("live", "desk"));
    session.accept(samples);

    ReadOutcome outcome = receive(client.message(MessageType.VIDEO, 1, "2200"));

    assertThat(outcome.status()).isEqualTo(ReadOutcome.Status.UNSUPPORTED);
    assertThat(outcome.reason())
        .matches("RTMP message \\d+ to byte \\d+: FLV video codec 2: send H.264 or Enhanced RTMP");
    assertThat(actions.sent.get(actions.sent.size() - 1)).contains("FLV video codec 2");
  }

  @Test
  void commandsComeAfterConnect() {
    receive(PublisherBytes.handshake());

    assertThat(receive(client.command(0, "createStream", 1.0, Amf0.NULL)).reason())
        .endsWith("command before connect");
  }

  @Test
  void mediaBeforeThePublishCommandAreDropped() {
    receive(client.until("live"));

    assertThat(receive(client.media())).isEqualTo(ReadOutcome.CONSUMED);
    assertThat(samples.samples).isEmpty();
  }

  @Test
  void anyBytesEndInARefusalOrInSamplesButNeverInAnException() {
    byte[] good = PublisherBytes.concat(client.untilPublish("live", "desk"), client.media());
    Random random = new Random(3);
    for (int round = 0; round < 5_000; round++) {
      byte[] damaged = good.clone();
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        int at =
            PublisherBytes.handshake().length
                + random.nextInt(damaged.length - PublisherBytes.handshake().length);
        damaged[at] = (byte) random.nextInt();
      }
      CollectedSamples some = new CollectedSamples();
      PublishSession[] own = new PublishSession[1];
      own[0] =
          session(
              new PublishActions() {
                @Override
                public void send(ByteBuffer bytes) {
                  assertThat(bytes.remaining()).isPositive();
                }

                @Override
                public void publish(PublishRequest request) {
                  own[0].accept(some);
                }

                @Override
                public void ended() {}
              });
      ReadOutcome outcome = own[0].receive(ByteBuffer.wrap(damaged));
      assertThat(outcome.reason().length()).isLessThanOrEqualTo(123);
      own[0].close();
    }
    assertThat(memory.takenBytes()).isZero();
  }

  private PublishSession session(PublishActions its) {
    return new PublishSession(
        MediaLimits.DEFAULTS, memory, 0, new byte[PublishSession.RANDOM_BYTES], its);
  }

  private ReadOutcome receive(byte[] bytes) {
    return session.receive(ByteBuffer.wrap(bytes));
  }
}
