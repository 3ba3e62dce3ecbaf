package io.iocp.streaming.ingest;

import io.iocp.statistics.Counters;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.media.input.MediaReader;
import io.iocp.streaming.relay.Feed;
import io.iocp.streaming.relay.LiveStream;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamRegistry.NameTaken;
import io.iocp.streaming.relay.StreamRegistry.Publication;
import io.iocp.streaming.relay.StreamRegistry.Started;
import io.iocp.streaming.relay.StreamRegistry.TooManyStreams;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How publishers get their streams, whatever they speak. Any thread. */
public final class Publishing {

  private static final Logger logger = LoggerFactory.getLogger(Publishing.class);

  private final StreamRegistry streams;
  private final MediaLimits limits;
  private final CollectingMemory memory;
  private final Publishers publishers;
  private final RefusalLog refusals;
  private volatile BiConsumer<StreamId, Boolean> recordingChosen = (id, record) -> {};
  private final NameClaims claims;
  private final InstantSource time;
  private final Counters<IngestCounter> counters = new Counters<>(IngestCounter.class);

  /**
   * @param memory what all publishers' readers may collect in
   */
  public Publishing(
      StreamRegistry streams, MediaLimits limits, CollectingMemory memory, NanoClock clock) {
    this(streams, limits, memory, clock, InstantSource.system(), NameClaims.NONE);
  }

  /**
   * @param memory what all publishers' readers may collect in
   * @param time the time of day, with which that of capture is compared
   * @param claims whose names are among several servers
   */
  public Publishing(
      StreamRegistry streams,
      MediaLimits limits,
      CollectingMemory memory,
      NanoClock clock,
      InstantSource time,
      NameClaims claims) {
    this.time = time;
    this.claims = claims;
    this.streams = streams;
    this.limits = limits;
    this.memory = memory;
    this.publishers = new Publishers(clock);
    this.refusals = new RefusalLog(logger, clock);
  }

  /**
   * Sets who hears whether publishers want to be recorded, of those that say so.
   *
   * @param listener takes the stream and the wish, on the publisher's worker: must not block
   */
  public void onRecordingChosen(BiConsumer<StreamId, Boolean> listener) {
    recordingChosen = listener;
  }

  /** A publisher has begun with this query. */
  void asked(StreamId id, PublisherRequests requests) {
    Boolean record = requests.record();
    if (record != null) {
      recordingChosen.accept(id, record);
    }
  }

  /** What is counted of all publishers. */
  public Counters<IngestCounter> counters() {
    return counters;
  }

  /** Where it is written whom nobody lets publish. */
  public RefusalLog refusals() {
    return refusals;
  }

  /** Time that goes on; only differences mean something. */
  long arrivalMillis() {
    return publishers.arrivalMillis();
  }

  /** What about this stream hurts viewers, to tell its publisher. */
  public WarningMessages warningsOf(PublishedStream stream) {
    return new WarningMessages(this::arrivalMillis, () -> stream.health().warnings());
  }

  /** Bounds of what a publisher may send. */
  public MediaLimits limits() {
    return limits;
  }

  /** What all publishers' readers may collect in. */
  public CollectingMemory memory() {
    return memory;
  }

  /**
   * Gives a publisher its stream, or refuses it, which is counted and logged then.
   *
   * @return a {@link PublishedStream}, to be ended or lost by the caller, or a {@link Refusal}
   */
  public PublishAttempt begin(StreamId id, PublisherConnection connection) {
    return begin(id, connection, claims);
  }

  private PublishAttempt begin(StreamId id, PublisherConnection connection, NameClaims whose) {
    Publication publication = streams.publish(id, connection.id(), connection.buffers());
    if (publication instanceof TooManyStreams && makesRoom()) {
      publication = streams.publish(id, connection.id(), connection.buffers());
    }
    if (publication instanceof Started started) {
      return begun(id, connection, started, whose);
    }
    Refusal refusal =
        publication instanceof NameTaken
            ? new Refusal(
                IngestCounter.REFUSED_NAME_TAKEN,
                Refusal.NAME_TAKEN,
                409,
                id + " is already published")
            : Refusal.NO_ROOM;
    counters.increment(refusal.counter());
    refusals.refused("Rejected publisher {} of {}: {}", connection.id(), id, refusal.reason());
    return refusal;
  }

  /**
   * The same for a stream that another server has: it is only passed on.
   *
   * @return as {@link #begin}
   */
  public PublishAttempt relay(StreamId id, PublisherConnection connection) {
    return begin(id, connection, NameClaims.NONE);
  }

  private PublishedStream begun(
      StreamId id, PublisherConnection connection, Started started, NameClaims whose) {
    counters.increment(IngestCounter.PUBLISHED);
    logger.info("Publisher {} started publishing {}", connection.id(), id);
    Long replaced = started.replaced();
    if (replaced != null) {
      replaced(replaced, started.wasSilent() ? Refusal.GAVE_PLACE : Refusal.TAKEN_OVER);
    }
    Ingest ingest =
        new Ingest(
            started.feed(),
            connection.buffers(),
            new MediaReader(limits, memory, publishers::arrivalMillis),
            publishers.pace(),
            publishers.clock(),
            time);
    publishers.add(connection, ingest);
    Feed feed = started.feed();
    NameClaims.Claim claim =
        whose.claim(
            id,
            () -> connection.execute(feed::open),
            why -> publishers.close(connection.id(), why));
    if (claim != null) {
      feed.gate(claim::allows);
      if (claim.allows()) {
        feed.open();
      }
    }
    return new PublishedStream(connection, ingest, claim, publishers, streams, counters);
  }

  /** Whether there is a place now, because a stream that was silent has lost it. */
  private boolean makesRoom() {
    Optional<LiveStream> silent = streams.mostSilent();
    silent.ifPresent(
        stream -> {
          streams.end(stream);
          replaced(stream.publisher(), Refusal.GAVE_PLACE);
        });
    return silent.isPresent();
  }

  private void replaced(long client, Refusal why) {
    counters.increment(why.counter());
    publishers.close(client, why);
  }
}
