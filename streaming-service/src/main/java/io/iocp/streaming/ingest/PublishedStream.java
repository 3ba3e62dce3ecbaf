package io.iocp.streaming.ingest;

import io.iocp.statistics.Counters;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.mp4.FragmentWriter;
import io.iocp.streaming.relay.StreamHealth;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.Upstream;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of one publisher, from its begin to its end: takes the bytes of a container, or
 * samples. After a refusal, {@link #end} or {@link #lost} it must not be used again.
 *
 * <p>Only accessed in the publisher's serial context.
 */
public final class PublishedStream implements PublishAttempt {

  private static final Logger logger = LoggerFactory.getLogger(PublishedStream.class);

  // A client's words must not look like lines of ours in the log.
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private final PublisherConnection connection;
  private final Ingest ingest;
  private final NameClaims.@Nullable Claim claim;
  private final Publishers publishers;
  private final StreamRegistry streams;
  private final Counters<IngestCounter> counters;

  PublishedStream(
      PublisherConnection connection,
      Ingest ingest,
      NameClaims.@Nullable Claim claim,
      Publishers publishers,
      StreamRegistry streams,
      Counters<IngestCounter> counters) {
    this.connection = connection;
    this.ingest = ingest;
    this.claim = claim;
    this.publishers = publishers;
    this.streams = streams;
    this.counters = counters;
  }

  /**
   * Takes the next bytes of a container, which is recognised by its first ones.
   *
   * @return null to go on, or why the stream has been ended
   */
  public @Nullable Refusal read(ByteBuffer piece) {
    return check(ingest.read(piece));
  }

  /**
   * Bytes are missing before those that are read next: media goes on where it can be shown again.
   */
  public void gap() {
    ingest.gap();
  }

  /** Packets of MPEG-TS that are missing so far, by their counters. */
  public long lostPackets() {
    return ingest.lostPackets();
  }

  /** How the publisher does, as far as its viewers feel it. */
  StreamHealth health() {
    return ingest.health();
  }

  /**
   * The publisher makes keyframes when it is asked to.
   *
   * @param request asks for one; called at most once a second, on any thread, and must not block
   */
  public void onKeyframeWanted(Runnable request) {
    ingest.feed().onKeyframeWanted(request);
  }

  /** The media comes from another server, as it is now. */
  public void upstream(Upstream now) {
    ingest.feed().upstream(now);
  }

  /**
   * A sink for the samples of a publisher that sends no container; made once. {@link #check} is to
   * be called after each piece of input.
   */
  public SampleSink samples() {
    return new FragmentWriter().into(ingest);
  }

  /**
   * What came of a piece of input, read by whomever.
   *
   * @return null to go on, or why the stream has been ended
   */
  public @Nullable Refusal check(ReadOutcome outcome) {
    if (publishers.reclaimIfScarce(connection.buffers())) {
      counters.increment(IngestCounter.POOL_RECLAIMED);
    }
    if (!outcome.consumed()) {
      return refuse(Refusal.of(outcome));
    }
    if (!publishers.keepsPace(ingest)) {
      return refuse(Refusal.TOO_FAST);
    }
    Refusal refused = claim == null ? null : claim.refusal();
    if (refused != null) {
      lost(refused.reason());
      counters.increment(refused.counter());
      return refused;
    }
    if (ingest.feed().stream().hasEnded()) {
      return refuse(Refusal.NO_BUFFERS);
    }
    return null;
  }

  /** Ends the stream with a refusal, which is counted and logged. */
  Refusal refuse(Refusal refusal) {
    forget();
    streams.end(ingest.feed());
    counters.increment(refusal.counter());
    logger.info(
        "Rejected publisher {} of {}: {}", connection.id(), ingest.feed().id(), refusal.reason());
    return refusal;
  }

  /**
   * The publisher has said goodbye: its last frame is complete, and the stream ends, unless the
   * policy lets it wait.
   *
   * @param why for the log
   */
  public void end(String why) {
    ingest.complete();
    stopped(why);
    streams.end(ingest.feed());
  }

  /**
   * The publisher is lost without a goodbye: the stream waits for another one for a while.
   *
   * @param why for the log
   */
  public void lost(String why) {
    boolean neverItsOwn = claim != null && claim.refusal() != null && !ingest.feed().hasBegun();
    stopped(why);
    if (neverItsOwn) {
      streams.end(ingest.feed());
    } else {
      streams.lost(ingest.feed());
    }
  }

  private void stopped(String why) {
    logger.info(
        "Publisher {} stopped publishing {}: {}",
        connection.id(),
        ingest.feed().id(),
        UNPRINTABLE.matcher(why).replaceAll("?"));
    forget();
  }

  private void forget() {
    ingest.end();
    ingest.feed().close();
    if (claim != null) {
      claim.release();
    }
    publishers.remove(connection.id());
  }
}
