package io.iocp.streaming.ingest;

import io.iocp.connection.Counters;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.input.MediaReader;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.RelayClock;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamRegistry.NameTaken;
import io.iocp.streaming.relay.StreamRegistry.Publication;
import io.iocp.streaming.relay.StreamRegistry.Started;
import io.iocp.streaming.relay.StreamRegistry.TooManyStreams;
import io.iocp.streaming.stream.StreamId;
import io.iocp.websocket.WebSocketHandler;
import io.iocp.websocket.WebSocketSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.CloseStatus;
import io.iocp.websocket.protocol.MessageType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /publish/{stream}}: the binary messages of a session, one after the other, are the byte
 * stream of one container; where they are cut means nothing.
 *
 * <p>Refusals are close codes with a reason: 4409 for a name that is taken, 4408 for one that was
 * silent when another wanted its place, 1013 when no more streams fit or there is no buffer to
 * begin one or no memory to go on, 1003 for what is no known container, 1007 for a broken one, 1009
 * for parts that are too large.
 */
public final class PublishHandler implements WebSocketHandler {

  /** Close code for a second publisher of a name, after HTTP's 409. */
  public static final int NAME_TAKEN = 4409;

  /** Close code for a publisher that gives its place to another one, after HTTP's 408. */
  public static final int SILENT = 4408;

  private static final Logger logger = LoggerFactory.getLogger(PublishHandler.class);

  // A client's words must not look like lines of ours in the log.
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private final StreamRegistry streams;
  private final MediaLimits limits;
  private final CollectingMemory memory;
  private final Duration silentAfter;
  private final Publishers publishers;
  private final Counters<IngestCounter> counters = new Counters<>(IngestCounter.class);

  /**
   * @param memory what all publishers' readers may collect in
   * @param silentAfter time without media after which a publisher gives its place to another one
   */
  public PublishHandler(
      StreamRegistry streams,
      MediaLimits limits,
      CollectingMemory memory,
      Duration silentAfter,
      RelayClock clock) {
    this.streams = streams;
    this.limits = limits;
    this.memory = memory;
    this.silentAfter = silentAfter;
    this.publishers = new Publishers(clock);
  }

  public Counters<IngestCounter> counters() {
    return counters;
  }

  /** Viewers live on publishers. */
  @Override
  public boolean leavesLast() {
    return true;
  }

  @Override
  public void onOpen(WebSocketSession session) {
    StreamId id = new StreamId(session.variable("stream"));
    Publication publication = streams.publish(id, session.id(), session.buffers());
    if (isReplaced(publication)) {
      publication = streams.publish(id, session.id(), session.buffers());
    }
    if (publication instanceof Started started) {
      counters.increment(IngestCounter.PUBLISHED);
      logger.info("Client {} publishes {}", session.id(), id);
      Ingest ingest =
          new Ingest(
              started.stream(),
              session.buffers(),
              new MediaReader(limits, memory, publishers::arrivalMillis),
              publishers.pace());
      publishers.add(started.stream(), session, ingest);
      session.attach(ingest);
    } else if (publication instanceof NameTaken) {
      refuse(
          session,
          IngestCounter.REFUSED_NAME_TAKEN,
          NAME_TAKEN,
          "somebody publishes " + id + " already");
    } else if (publication instanceof TooManyStreams) {
      refuse(
          session,
          IngestCounter.REFUSED_TOO_MANY,
          CloseCode.TRY_AGAIN_LATER,
          "the server has no room for more streams");
    }
  }

  /** Whether there is a place now, because one that is silent has lost it. */
  private boolean isReplaced(Publication publication) {
    Optional<LiveStream> inTheWay = Optional.empty();
    if (publication instanceof NameTaken taken) {
      inTheWay = Optional.of(taken.stream());
    } else if (publication instanceof TooManyStreams) {
      inTheWay = streams.mostSilent();
    }
    Optional<LiveStream> silent =
        inTheWay.filter(stream -> stream.silence().compareTo(silentAfter) >= 0);
    silent.ifPresent(
        stream -> {
          counters.increment(IngestCounter.REPLACED_SILENT);
          streams.end(stream);
          publishers.close(stream, new CloseStatus(SILENT, "nothing came, and another wants in"));
        });
    return silent.isPresent();
  }

  @Override
  public void onPiece(WebSocketSession session, MessageType type, ByteBuffer piece, boolean last) {
    if (!(session.attachment() instanceof Ingest ingest)) {
      return; // Refused; the close frame is on its way.
    }
    if (type == MessageType.TEXT) {
      end(session, ingest.stream());
      refuse(
          session,
          IngestCounter.REFUSED_TEXT,
          CloseCode.UNSUPPORTED_DATA,
          "media comes in binary messages");
      return;
    }
    ReadOutcome outcome = ingest.read(piece);
    if (publishers.reclaimIfScarce(session.buffers())) {
      counters.increment(IngestCounter.POOL_RECLAIMED);
    }
    if (!outcome.consumed()) {
      end(session, ingest.stream());
      Refusal refusal = Refusal.of(outcome.status());
      refuse(session, refusal.counter(), refusal.closeCode(), outcome.reason());
    } else if (!publishers.keepsPace(ingest)) {
      end(session, ingest.stream());
      refuse(
          session,
          IngestCounter.REFUSED_TOO_FAST,
          CloseCode.POLICY_VIOLATION,
          "more than " + ChunkPace.PER_SECOND + " chunks a second: publish in real time");
    } else if (ingest.stream().hasEnded()) {
      end(session, ingest.stream());
      refuse(
          session,
          IngestCounter.REFUSED_NO_BUFFERS,
          CloseCode.TRY_AGAIN_LATER,
          "the server is out of buffers");
    }
  }

  @Override
  public void onClose(WebSocketSession session, CloseStatus status) {
    if (session.attachment() instanceof Ingest ingest) {
      logger.info(
          "Client {} stops publishing {}: {} {}",
          session.id(),
          ingest.stream().id(),
          status.code(),
          UNPRINTABLE.matcher(status.reason()).replaceAll("?"));
      end(session, ingest.stream());
    }
  }

  private void end(WebSocketSession session, LiveStream stream) {
    if (session.attachment() instanceof Ingest ingest) {
      ingest.end();
    }
    session.attach(null);
    publishers.remove(stream);
    streams.end(stream);
  }

  private void refuse(WebSocketSession session, IngestCounter counter, int code, String reason) {
    counters.increment(counter);
    logger.info("Publisher {} of {} is refused: {}", session.id(), session.path(), reason);
    session.close(new CloseStatus(code, reason));
  }
}
