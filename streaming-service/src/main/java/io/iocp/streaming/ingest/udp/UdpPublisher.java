package io.iocp.streaming.ingest.udp;

import io.iocp.buffer.BufferPool;
import io.iocp.datagram.DatagramHandler;
import io.iocp.datagram.DatagramSession;
import io.iocp.statistics.Counters;
import io.iocp.streaming.ingest.LocalIds;
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
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream that comes to a UDP socket of its own. The socket is the permission: who reaches it,
 * and is allowed, may publish.
 *
 * <pre>
 *          ┌── MPEG-TS from anybody allowed ──► held by this sender ──┐
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
  private final NanoClock clock;
  private final Counters<UdpCounter> counters = new Counters<>(UdpCounter.class);

  // Null while nobody can be heard.
  private volatile @Nullable DatagramSession session;
  // These four are null while nobody holds the stream.
  private @Nullable InetSocketAddress holder;
  private @Nullable PublishedStream stream;
  private @Nullable TransportDatagrams input;
  private @Nullable Connection connection;
  private long lastNanos;
  private long lostPackets;
  private boolean resting;
  private long restEndsNanos;

  /** A publisher of one stream. */
  public UdpPublisher(StreamId id, UdpOptions options, Publishing publishing, NanoClock clock) {
    this.id = id;
    this.options = options;
    this.publishing = publishing;
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

  @Override
  public void onOpen(DatagramSession opened) {
    session = opened;
  }

  @Override
  public void onDatagram(DatagramSession from, InetSocketAddress sender, ByteBuffer datagram) {
    long now = clock.nanoTime();
    if (holder == null && !begin(from, sender, datagram, now)) {
      return;
    }
    TransportDatagrams datagrams = input;
    if (datagrams == null || !sender.equals(holder)) {
      counters.increment(UdpCounter.IGNORED);
      return;
    }
    lastNanos = now;
    counters.increment(UdpCounter.RECEIVED);
    datagrams.take(datagram, now, this);
  }

  /** Whether this sender holds the stream from now on. */
  private boolean begin(
      DatagramSession from, InetSocketAddress sender, ByteBuffer datagram, long now) {
    if (!options.allows(sender.getAddress()) || (resting && now - restEndsNanos < 0)) {
      counters.increment(UdpCounter.REFUSED);
      return false;
    }
    resting = false;
    if (!TransportDatagrams.isTransport(datagram)) {
      counters.increment(UdpCounter.NOT_TRANSPORT);
      return false;
    }
    Connection beginning = new Connection(LocalIds.next(), from);
    PublishAttempt attempt = publishing.begin(id, beginning);
    if (attempt instanceof PublishedStream begun) {
      connection = beginning;
      stream = begun;
      holder = sender;
      input = new TransportDatagrams(counters);
      lostPackets = 0;
      counters.increment(UdpCounter.BEGUN);
      logger.info("{} comes from {} by UDP", id, sender);
      return true;
    }
    counters.increment(UdpCounter.REFUSED);
    rest();
    return false;
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    PublishedStream open = stream;
    if (open == null) {
      return; // Refused by what came before in the same datagram.
    }
    Refusal refusal = open.read(bytes);
    counters.add(UdpCounter.PACKETS_LOST, open.lostPackets() - lostPackets);
    lostPackets = open.lostPackets();
    if (refusal != null) {
      release();
      rest();
    }
  }

  @Override
  public void gap() {
    if (stream != null) {
      stream.gap();
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
    TransportDatagrams datagrams = input;
    if (datagrams != null && clock.nanoTime() - lastNanos >= options.timeout().toNanos()) {
      datagrams.end(this);
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
    PublishedStream open = stream;
    release();
    if (open != null) {
      open.lost(why);
    }
  }

  private void release() {
    stream = null;
    holder = null;
    input = null;
    connection = null;
  }

  private void rest() {
    resting = true;
    restEndsNanos = clock.nanoTime() + REST_NANOS;
  }

  /** What publishing needs of a sender. */
  private final class Connection implements PublisherConnection {

    private final long number;
    private final DatagramSession socket;

    Connection(long number, DatagramSession socket) {
      this.number = number;
      this.socket = socket;
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

    @Override
    public void close(Refusal why) {
      socket.execute(
          () -> {
            if (connection == this) {
              lose(why.reason());
              rest();
            }
          });
    }
  }
}
