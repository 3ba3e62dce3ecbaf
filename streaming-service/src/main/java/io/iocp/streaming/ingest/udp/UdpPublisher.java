package io.iocp.streaming.ingest.udp;

import io.iocp.buffer.BufferPool;
import io.iocp.datagram.DatagramHandler;
import io.iocp.datagram.DatagramSession;
import io.iocp.statistics.Counters;
import io.iocp.streaming.ingest.LocalIds;
import io.iocp.streaming.ingest.PublishAccess;
import io.iocp.streaming.ingest.PublishAccess.Admission;
import io.iocp.streaming.ingest.PublishAttempt;
import io.iocp.streaming.ingest.PublishedStream;
import io.iocp.streaming.ingest.PublisherConnection;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.ingest.Refusal;
import io.iocp.streaming.ingest.udp.protocol.TransportDatagrams;
import io.iocp.streaming.ingest.udp.protocol.TransportSink;
import io.iocp.streaming.ingest.udp.protocol.UdpCounter;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream that comes to a UDP socket of its own. Who is allowed may publish, as far as rules let
 * its address.
 *
 * <pre>
 *          ┌── MPEG-TS from anybody who may ──► held by this sender ──┐
 *        free ◄───────── silent for the timeout ──────────────────────┤
 *          └◄── resting for a while ◄──── refused, or taken over ─────┘
 * </pre>
 *
 * <p>While a sender holds the stream, all others are ignored: they could not take it over if they
 * tried, unless they forge its address. UDP knows no goodbye, so a sender that falls silent is one
 * that is lost.
 *
 * <p>In the socket's context, unless a method says otherwise.
 */
public final class UdpPublisher implements DatagramHandler, TransportSink {

  private static final Logger logger = LoggerFactory.getLogger(UdpPublisher.class);

  /** A sender cannot hear that it is refused: it goes on, and would be refused all the time. */
  private static final long REST_NANOS = Duration.ofSeconds(10).toNanos();

  private final StreamId id;
  private final UdpOptions options;
  private final Publishing publishing;
  private final PublishAccess access;
  private final NanoClock clock;
  private final Counters<UdpCounter> counters = new Counters<>(UdpCounter.class);

  // Null while nobody can be heard.
  private volatile @Nullable DatagramSession session;
  // Null while nobody does. Written in the socket's context alone.
  private volatile @Nullable Holder holder;
  private final UndecidedSenders undecided = new UndecidedSenders();
  private boolean resting;
  private long restEndsNanos;

  /**
   * A publisher of one stream.
   *
   * @param access decides which of the allowed senders may publish
   */
  public UdpPublisher(
      StreamId id,
      UdpOptions options,
      Publishing publishing,
      PublishAccess access,
      NanoClock clock) {
    this.id = id;
    this.options = options;
    this.publishing = publishing;
    this.access = access;
    this.clock = clock;
  }

  /** The stream's name. Any thread. */
  public StreamId id() {
    return id;
  }

  /** What is counted of this stream. Any thread. */
  public Counters<UdpCounter> counters() {
    return counters;
  }

  /** All bytes of this publisher so far, if it has the stream. Any thread. */
  OptionalLong receivedBytes(long publisher) {
    Holder holding = holder;
    return holding != null && holding.id() == publisher
        ? OptionalLong.of(holding.receivedBytes.get())
        : OptionalLong.empty();
  }

  @Override
  public void onOpen(DatagramSession opened) {
    session = opened;
  }

  @Override
  public void onDatagram(DatagramSession from, InetSocketAddress sender, ByteBuffer datagram) {
    long now = clock.nanoTime();
    Holder holding = holder == null ? begin(from, sender, datagram, now) : holder;
    if (holding == null) {
      return;
    }
    if (!sender.equals(holding.sender)) {
      counters.increment(UdpCounter.IGNORED);
      return;
    }
    holding.lastNanos = now;
    counters.increment(UdpCounter.RECEIVED);
    holding.receivedBytes.addAndGet(datagram.remaining());
    holding.input.take(datagram, now, this);
  }

  /** Gives the stream to this sender, or null. */
  private @Nullable Holder begin(
      DatagramSession from, InetSocketAddress sender, ByteBuffer datagram, long now) {
    if (!options.allowedSenders().contain(sender.getAddress())
        || (resting && now - restEndsNanos < 0)
        || undecided.keepOut(sender.getAddress(), now)) {
      counters.increment(UdpCounter.REFUSED);
      return null;
    }
    resting = false;
    if (!TransportDatagrams.isTransport(datagram)) {
      counters.increment(UdpCounter.NOT_TRANSPORT);
      return null;
    }
    Holder beginning = new Holder(sender, from);
    undecided.asked(sender.getAddress());
    access.admit(
        id,
        "",
        beginning.id(),
        sender,
        beginning::end,
        decision -> from.execute(() -> decided(beginning, decision)));
    return holder;
  }

  /** At once, within {@link #begin}, or later; once. */
  private void decided(Holder beginning, Supplier<Admission> decision) {
    InetAddress address = beginning.sender.getAddress();
    undecided.answered(address);
    if (session == null || holder != null) {
      return; // It was decided too late.
    }
    Admission admission = decision.get();
    if (admission.refusal() != null || beginning.over) {
      counters.increment(UdpCounter.REFUSED);
      admission.gone().run();
      keepOut(address);
      return;
    }
    PublishAttempt attempt = publishing.begin(id, beginning);
    if (attempt instanceof PublishedStream begun) {
      beginning.stream = begun;
      beginning.admission = admission;
      holder = beginning;
      counters.increment(UdpCounter.BEGUN);
      logger.info("{} comes from {} by UDP", id, beginning.sender);
      return;
    }
    counters.increment(UdpCounter.REFUSED);
    admission.gone().run();
    rest();
  }

  private void keepOut(InetAddress address) {
    undecided.denied(address, clock.nanoTime() + REST_NANOS);
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    Holder holding = holder;
    if (holding == null) {
      return; // Refused by what came before in the same datagram.
    }
    PublishedStream open = holding.stream();
    Refusal refusal = open.read(bytes);
    counters.add(UdpCounter.PACKETS_LOST, open.lostPackets() - holding.lostPackets);
    holding.lostPackets = open.lostPackets();
    if (refusal != null) {
      release(holding);
      rest();
    }
  }

  @Override
  public void gap() {
    if (holder != null) {
      holder.stream().gap();
    }
  }

  /** Looks whether the sender has fallen silent; to be called once a second. Any thread. */
  public void tick() {
    DatagramSession open = session;
    if (open != null) {
      open.execute(this::releaseIfSilent);
    }
  }

  private void releaseIfSilent() {
    Holder holding = holder;
    if (holding != null && clock.nanoTime() - holding.lastNanos >= options.timeout().toNanos()) {
      holding.input.end(this);
      counters.increment(UdpCounter.SILENT);
      lose("no datagram for " + TimeUnit.NANOSECONDS.toMillis(options.timeout().toNanos()) + " ms");
    }
  }

  @Override
  public void onFailure(DatagramSession from) {
    lose("a datagram could not be handled");
    rest();
  }

  @Override
  public void onClosed(DatagramSession from) {
    session = null;
    lose("the server stops");
  }

  private void lose(String why) {
    Holder lost = holder;
    if (lost != null) {
      release(lost);
      lost.stream().lost(why);
    }
  }

  private void release(Holder holding) {
    holder = null;
    Objects.requireNonNull(holding.admission).gone().run();
  }

  private void rest() {
    resting = true;
    restEndsNanos = clock.nanoTime() + REST_NANOS;
  }

  /** The sender that has the stream, as publishing needs it. */
  private final class Holder implements PublisherConnection {

    private final long number = LocalIds.next();
    private final InetSocketAddress sender;
    private final DatagramSession socket;
    private final TransportDatagrams input = new TransportDatagrams(counters);
    // Set as soon as it has the stream.
    private @Nullable PublishedStream stream;
    private @Nullable Admission admission;
    // Whether its session has ended, if perhaps before it has the stream.
    private boolean over;
    private long lastNanos;
    private long lostPackets;
    private final AtomicLong receivedBytes = new AtomicLong();

    Holder(InetSocketAddress sender, DatagramSession socket) {
      this.sender = sender;
      this.socket = socket;
    }

    PublishedStream stream() {
      return Objects.requireNonNull(stream);
    }

    @Override
    public long id() {
      return number;
    }

    @Override
    public BufferPool buffers() {
      return socket.buffers();
    }

    @Override
    public void execute(Runnable task) {
      socket.execute(task);
    }

    /** It may publish no longer. Any thread. */
    void end(int code, String reason) {
      socket.execute(
          () -> {
            over = true;
            if (holder == this) {
              logger.info("{} comes no more from {} by UDP: {}", id, sender, reason);
              lose(reason);
              keepOut(sender.getAddress());
            }
          });
    }

    @Override
    public void close(Refusal why) {
      socket.execute(
          () -> {
            if (holder == this) {
              lose(why.reason());
              rest();
            }
          });
    }
  }
}
