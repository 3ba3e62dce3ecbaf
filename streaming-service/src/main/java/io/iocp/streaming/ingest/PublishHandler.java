package io.iocp.streaming.ingest;

import io.iocp.statistics.Counters;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.input.MediaReader;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamRegistry.NameTaken;
import io.iocp.streaming.relay.StreamRegistry.Publication;
import io.iocp.streaming.relay.StreamRegistry.Started;
import io.iocp.streaming.relay.StreamRegistry.TooManyStreams;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import io.iocp.websocket.WsHandler;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;
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
public final class PublishHandler implements WsHandler {

  /** Close code for a second publisher of a name, after HTTP's 409. */
  public static final int NAME_TAKEN = 4409;

  /** Close code for a publisher that gives its place to another one, after HTTP's 408. */
  public static final int SILENT = 4408;

  private static final WsClose GAVE_PLACE =
      new WsClose(SILENT, "nothing came, and another wants in");

  private static final WsClose TAKEN_OVER =
      new WsClose(NAME_TAKEN, "another publisher took the stream over");

  private static final Logger logger = LoggerFactory.getLogger(PublishHandler.class);

  // A client's words must not look like lines of ours in the log.
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private final StreamRegistry streams;
  private final MediaLimits limits;
  private final CollectingMemory memory;
  private final Publishers publishers;
  private final Counters<IngestCounter> counters = new Counters<>(IngestCounter.class);

  /**
   * @param memory what all publishers' readers may collect in
   */
  public PublishHandler(
      StreamRegistry streams, MediaLimits limits, CollectingMemory memory, NanoClock clock) {
    this.streams = streams;
    this.limits = limits;
    this.memory = memory;
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
  public void onOpen(WsSession session) {
    StreamId id = new StreamId(session.variable("stream"));
    Publication publication = streams.publish(id, session.id(), session.buffers());
    if (publication instanceof TooManyStreams && makesRoom()) {
      publication = streams.publish(id, session.id(), session.buffers());
    }
    if (publication instanceof Started started) {
      counters.increment(IngestCounter.PUBLISHED);
      logger.info("Client {} publishes {}", session.id(), id);
      Long replaced = started.replaced();
      if (replaced != null) {
        counters.increment(
            started.wasSilent() ? IngestCounter.REPLACED_SILENT : IngestCounter.REPLACED);
        publishers.close(replaced, started.wasSilent() ? GAVE_PLACE : TAKEN_OVER);
      }
      Ingest ingest =
          new Ingest(
              started.feed(),
              session.buffers(),
              new MediaReader(limits, memory, publishers::arrivalMillis),
              publishers.pace());
      publishers.add(session, ingest);
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

  /** Whether there is a place now, because a stream that was silent has lost it. */
  private boolean makesRoom() {
    Optional<LiveStream> silent = streams.mostSilent();
    silent.ifPresent(
        stream -> {
          counters.increment(IngestCounter.REPLACED_SILENT);
          streams.end(stream);
          publishers.close(stream.publisher(), GAVE_PLACE);
        });
    return silent.isPresent();
  }

  @Override
  public void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    if (!(session.attachment() instanceof Ingest ingest)) {
      return; // Refused; the close frame is on its way.
    }
    if (type == MessageType.TEXT) {
      end(session, ingest);
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
      end(session, ingest);
      Refusal refusal = Refusal.of(outcome.status());
      refuse(session, refusal.counter(), refusal.closeCode(), outcome.reason());
    } else if (!publishers.keepsPace(ingest)) {
      end(session, ingest);
      refuse(
          session,
          IngestCounter.REFUSED_TOO_FAST,
          CloseCode.POLICY_VIOLATION,
          "more than " + ChunkPace.PER_SECOND + " chunks a second: publish in real time");
    } else if (ingest.feed().stream().hasEnded()) {
      end(session, ingest);
      refuse(
          session,
          IngestCounter.REFUSED_NO_BUFFERS,
          CloseCode.TRY_AGAIN_LATER,
          "the server is out of buffers");
    }
  }

  @Override
  public void onClose(WsSession session, WsClose status) {
    if (session.attachment() instanceof Ingest ingest) {
      logger.info(
          "Client {} stops publishing {}: {} {}",
          session.id(),
          ingest.feed().id(),
          status.code(),
          UNPRINTABLE.matcher(status.reason()).replaceAll("?"));
      if (status.code() == CloseCode.NORMAL) {
        end(session, ingest);
      } else {
        forget(session, ingest);
        streams.lost(ingest.feed());
      }
    }
  }

  private void end(WsSession session, Ingest ingest) {
    forget(session, ingest);
    streams.end(ingest.feed());
  }

  private void forget(WsSession session, Ingest ingest) {
    ingest.end();
    session.attach(null);
    publishers.remove(session.id());
  }

  private void refuse(WsSession session, IngestCounter counter, int code, String reason) {
    counters.increment(counter);
    logger.info("Publisher {} of {} is refused: {}", session.id(), session.path(), reason);
    session.close(new WsClose(code, reason));
  }
}
