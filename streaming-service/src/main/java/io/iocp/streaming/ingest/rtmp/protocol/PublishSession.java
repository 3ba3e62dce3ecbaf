package io.iocp.streaming.ingest.rtmp.protocol;

import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.flv.FlvTags;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one RTMP connection on which somebody publishes (RTMP 1.0, Enhanced RTMP
 * v2): the publisher's bytes in, answers and samples out.
 *
 * <pre>
 *   HANDSHAKE ──► OPEN ── publish ──► ASKED ── accept ──► PUBLISHING ── closed by a command ──► OVER
 *                                       └───── refuse ──────────────────────────────────────────▲
 * </pre>
 *
 * <p>How to use it: hand all bytes that come to {@link #receive}, send what {@link
 * PublishActions#send} is given, and answer {@link PublishActions#publish}. After an outcome that
 * is not consumed, and after {@link #refuse} or {@link #fail}, send what there is to be sent and
 * close the connection. Call {@link #close} at the end in any case. Timeouts, and bounds of what
 * waits to be sent to a publisher who does not read, are the caller's.
 *
 * <p>Knows no sockets, clocks or threads. Not thread-safe: one call at a time.
 */
public final class PublishSession {

  /** Random bytes that the handshake wants. */
  public static final int RANDOM_BYTES = Handshake.RANDOM_BYTES;

  private static final String STATUS = "status";
  private static final String ERROR = "error";
  private static final String FAILED = "NetStream.Failed";
  private static final String WARNING = "NetStream.Publish.Warning";

  private static final int INITIAL_WINDOW_BYTES = 2_500_000;

  /** Smaller windows would have the server send more than the publisher does. */
  private static final int MIN_WINDOW_BYTES = 4096;

  private static final int PING_REQUEST = 6;
  private static final int PING_BYTES = Short.BYTES + Integer.BYTES;

  private enum State {
    HANDSHAKE,
    OPEN,
    ASKED,
    PUBLISHING,
    OVER
  }

  private final MediaLimits limits;
  private final PublishActions actions;
  private final Handshake handshake;
  private final ChunkReader reader;
  private final FlvTags tags;
  private final ServerReplies replies = new ServerReplies();

  private State state = State.HANDSHAKE;
  private ReadOutcome outcome = ReadOutcome.CONSUMED;
  private boolean connected;
  private String app = "";
  private int createdStreams;
  private int publishStreamId;

  /** Takes the samples of an accepted stream; null before. */
  private @Nullable SampleSink samples;

  private long windowBytes = INITIAL_WINDOW_BYTES;
  private long acknowledgedBytes;

  /**
   * Creates the session of a new connection.
   *
   * @param limits bounds of audio and video messages and of sequence headers
   * @param memory shared by all readers
   * @param timeMillis the server's time, of any epoch, for the handshake
   * @param random {@value #RANDOM_BYTES} random bytes for the handshake
   * @param actions what this session wants done
   */
  public PublishSession(
      MediaLimits limits,
      CollectingMemory memory,
      int timeMillis,
      byte[] random,
      PublishActions actions) {
    this.limits = limits;
    this.actions = actions;
    this.handshake = new Handshake(timeMillis, random);
    this.reader = new ChunkReader(memory);
    this.tags = new FlvTags(limits, memory);
  }

  /**
   * Takes bytes of the publisher.
   *
   * @param input taken to its limit, with one exception: between {@link PublishActions#publish} and
   *     the answer nothing is taken. What remains then has to be handed in again after the answer
   * @return consumed, or why the connection is to be closed, which the publisher has been told as
   *     far as RTMP can; a refusal is final and is repeated for all further input
   */
  public ReadOutcome receive(ByteBuffer input) {
    if (outcome.consumed() && state == State.HANDSHAKE) {
      outcome = handshake.read(input, actions::send);
      if (handshake.isDone()) {
        state = State.OPEN;
      }
    }
    if (outcome.consumed() && state != State.HANDSHAKE) {
      outcome = messages(input);
      if (!outcome.consumed()) {
        actions.send(replies.status(publishStreamId, ERROR, FAILED, outcome.reason()));
      }
      acknowledge();
    }
    return outcome;
  }

  /**
   * Lets the publisher publish.
   *
   * @param sink takes the tracks and samples, from within {@link #receive}
   * @throws IllegalStateException if the publisher has not asked
   */
  public void accept(SampleSink sink) {
    requireAsked();
    state = State.PUBLISHING;
    samples = sink;
    reader.allowMedia(limits.maxFrameBytes());
    actions.send(replies.streamBegin(publishStreamId));
    actions.send(replies.status(publishStreamId, STATUS, "NetStream.Publish.Start", "Publishing."));
  }

  /**
   * Does not let the publisher publish. The connection is to be closed when this is sent.
   *
   * @param reason one sentence for the publisher
   * @throws IllegalStateException if the publisher has not asked
   */
  public void refuse(PublishRefusal refusal, String reason) {
    requireAsked();
    state = State.OVER;
    actions.send(replies.status(publishStreamId, ERROR, refusal.code(), reason));
  }

  /**
   * Tells a publisher what about its stream hurts viewers, or that nothing does any more. Encoders
   * act on the level {@code error} and on codes that they know; this is neither.
   *
   * @param text empty if there is nothing
   */
  public void warn(String text) {
    if (state == State.PUBLISHING && outcome.consumed()) {
      String level = text.isEmpty() ? STATUS : "warning";
      actions.send(replies.status(publishStreamId, level, WARNING, text));
    }
  }

  /**
   * Tells a publisher that its stream is over, if it has one and does not know yet. The connection
   * is to be closed when this is sent.
   *
   * @param reason one sentence for the publisher
   */
  public void fail(String reason) {
    if (state == State.PUBLISHING && outcome.consumed()) {
      actions.send(replies.status(publishStreamId, ERROR, FAILED, reason));
    }
    state = State.OVER;
  }

  /** Gives back memory; nothing is received any more. */
  public void close() {
    state = State.OVER;
    reader.close();
    tags.close();
  }

  private void requireAsked() {
    if (state != State.ASKED) {
      throw new IllegalStateException("nothing to answer: state=" + state);
    }
  }

  private ReadOutcome messages(ByteBuffer input) {
    ReadOutcome soFar = ReadOutcome.CONSUMED;
    while (soFar.consumed() && state != State.ASKED && state != State.OVER) {
      switch (reader.read(input)) {
        case NEEDS_INPUT -> {
          return ReadOutcome.CONSUMED;
        }
        case MESSAGE -> soFar = message(reader.body());
        case REFUSED -> soFar = reader.refusal();
      }
    }
    if (state == State.OVER) {
      input.position(input.limit());
    }
    return soFar;
  }

  private ReadOutcome message(ByteBuffer body) {
    return switch (reader.type()) {
      case MessageType.USER_CONTROL -> userControl(body);
      case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE -> window(body);
      case MessageType.AUDIO, MessageType.VIDEO -> media(body);
      case MessageType.COMMAND_AMF0 -> command(body);
      case MessageType.COMMAND_AMF3 -> command(body.position(Math.min(1, body.limit())));
      case MessageType.AGGREGATE ->
          refused(ReadOutcome.unsupported("aggregate messages are not accepted"));
      // Metadata, shared objects, acknowledgements: nothing depends on them.
      default -> ReadOutcome.CONSUMED;
    };
  }

  private ReadOutcome refused(ReadOutcome why) {
    return why.consumed() ? why : new ReadOutcome(why.status(), reader.place() + why.reason());
  }

  private ReadOutcome userControl(ByteBuffer body) {
    if (body.remaining() >= PING_BYTES && body.getShort() == PING_REQUEST) {
      actions.send(replies.pong(body.getInt()));
    }
    return ReadOutcome.CONSUMED;
  }

  private ReadOutcome window(ByteBuffer body) {
    if (body.remaining() >= Integer.BYTES) {
      windowBytes = Math.max(MIN_WINDOW_BYTES, Integer.toUnsignedLong(body.getInt()));
    }
    return ReadOutcome.CONSUMED;
  }

  private void acknowledge() {
    if (reader.readBytes() - acknowledgedBytes >= windowBytes) {
      acknowledgedBytes = reader.readBytes();
      actions.send(replies.acknowledgement((int) acknowledgedBytes));
    }
  }

  private ReadOutcome media(ByteBuffer body) {
    if (samples == null) {
      return ReadOutcome.CONSUMED;
    }
    return refused(
        reader.type() == MessageType.VIDEO
            ? tags.video(reader.timestamp(), body, samples)
            : tags.audio(reader.timestamp(), body, samples));
  }

  private ReadOutcome command(ByteBuffer body) {
    Command command = Command.parse(body);
    if (command == null) {
      return refused(ReadOutcome.malformed("command without a name"));
    }
    if (!connected && !command.name().equals("connect")) {
      return refused(ReadOutcome.malformed("command before connect"));
    }
    double transactionId = command.transactionId();
    switch (command.name()) {
      case "connect" -> connect(command);
      case "createStream" -> {
        createdStreams++;
        actions.send(replies.result(transactionId, (double) createdStreams));
      }
      case "releaseStream", "FCPublish", "_checkbw" ->
          actions.send(replies.result(transactionId, Amf0.NULL));
      case "getStreamLength" -> actions.send(replies.result(transactionId, 0.0));
      case "publish" -> publish(command);
      case "FCUnpublish" -> end(reader.messageStreamId() == 0 || closesPublished());
      case "closeStream" -> end(closesPublished());
      case "deleteStream" ->
          end(!(command.argument(1) instanceof Double id) || id.intValue() == publishStreamId);
      case "play", "play2" -> {
        return refused(ReadOutcome.unsupported("playing over RTMP is not supported"));
      }
      default -> {
        // Encoders ask for things that one server or another has; they go on without an answer.
      }
    }
    return ReadOutcome.CONSUMED;
  }

  private void connect(Command command) {
    if (!connected) {
      connected = true;
      app = command.property("app");
      replies.settings().forEach(actions::send);
    }
    actions.send(replies.connected(command.transactionId()));
  }

  private void publish(Command command) {
    if (state == State.PUBLISHING) {
      actions.send(
          replies.status(
              reader.messageStreamId(),
              ERROR,
              PublishRefusal.BAD_NAME.code(),
              "This connection is already publishing."));
      return;
    }
    state = State.ASKED;
    publishStreamId = reader.messageStreamId();
    actions.publish(PublishRequest.of(app, command.text(1)));
  }

  private boolean closesPublished() {
    return reader.messageStreamId() == publishStreamId;
  }

  private void end(boolean published) {
    if (published && state == State.PUBLISHING) {
      state = State.OVER;
      if (samples != null) {
        tags.flush(samples);
      }
      actions.ended();
    }
  }
}
