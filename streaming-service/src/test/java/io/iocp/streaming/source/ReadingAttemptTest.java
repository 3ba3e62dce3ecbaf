package io.iocp.streaming.source;

import static io.iocp.testsupport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.streaming.ingest.LocalPublisher;
import io.iocp.streaming.ingest.PublishedStream;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.relay.PublisherPolicy;
import io.iocp.streaming.relay.RelayOptions;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the stream of a source that is read on a thread. */
@Timeout(60)
class ReadingAttemptTest {

  private static final StreamId DOOR = new StreamId("door");
  private static final SourceOptions OPTIONS =
      new SourceOptions(
          DOOR,
          List.of("ffmpeg"),
          null,
          null,
          false,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));
  private static final int POOL_BYTES = 1 << 20;

  private final BufferPool pool =
      new BufferPool(
          new BufferPoolOptions(POOL_BYTES, POOL_BYTES, List.of(64 << 10)), AddressResolver.NONE);
  private final AtomicLong came = new AtomicLong();
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  /** A connection that gives what the test writes. */
  private static final class Pipe implements MediaConnection {

    private final PipedInputStream input = new PipedInputStream(POOL_BYTES);
    private final PipedOutputStream output;
    private volatile boolean stopped;

    Pipe() throws IOException {
      output = new PipedOutputStream(input);
    }

    @Override
    public InputStream open() {
      return input;
    }

    @Override
    public void flows() {}

    @Override
    public void stop() {
      stopped = true;
      try {
        output.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void kill() {
      stop();
    }

    @Override
    public String end() {
      return "the end";
    }
  }

  private final Pipe pipe;

  ReadingAttemptTest() throws IOException {
    pipe = new Pipe();
  }

  private static StreamRegistry streams(boolean replaces) {
    RelayOptions defaults = RelayOptions.DEFAULTS;
    return new StreamRegistry(
        new RelayOptions(
            defaults.cache(),
            defaults.lag(),
            new PublisherPolicy(
                Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ZERO, replaces),
            10,
            10),
        NanoClock.system());
  }

  private static Publishing publishing(StreamRegistry streams) {
    return new Publishing(
        streams, MediaLimits.DEFAULTS, new CollectingMemory(1 << 20), NanoClock.system());
  }

  private Attempt start(Publishing publishing) {
    return ReadingAttempt.start(
        "source-door",
        Runnable::run,
        pipe,
        new SourceOutput(publishing, DOOR, pool, new ErrorLines(Secrets.of(OPTIONS))),
        new Attempt.Events() {
          @Override
          public void came(int bytes) {
            came.addAndGet(bytes);
          }

          @Override
          public void ended(String why) {
            ended.complete(why);
          }
        });
  }

  private void write(byte[] bytes) throws IOException {
    pipe.output.write(bytes);
    pipe.output.flush();
  }

  private static byte[] picture() throws IOException {
    try (InputStream recording =
        ReadingAttemptTest.class.getResourceAsStream("/media/h264-frag-every-frame.mp4")) {
      return recording.readAllBytes();
    }
  }

  private String end() throws Exception {
    return ended.get(30, TimeUnit.SECONDS);
  }

  @Test
  void whatIsReadIsPublishedAndAStreamWhoseSourceEndsWaitsForTheNextAttempt() throws Exception {
    StreamRegistry streams = streams(false);
    start(publishing(streams));
    byte[] picture = picture();
    write(picture);
    await().until(() -> streams.snapshots().stream().anyMatch(one -> one.chunks() > 0));
    assertThat(streams.find(DOOR).orElseThrow().isFed()).isTrue();

    pipe.output.close();
    assertThat(end()).isEqualTo("the end");
    assertThat(came).hasValue(picture.length);
    assertThat(streams.find(DOOR).orElseThrow().isFed()).isFalse();
    streams.endAll();
    assertThat(pool.statistics().used()).isZero();
  }

  @Test
  void aStreamWhoseSourceIsStoppedEnds() throws Exception {
    StreamRegistry streams = streams(false);
    Attempt attempt = start(publishing(streams));
    write(picture());
    await().until(() -> streams.find(DOOR).isPresent());

    attempt.stop();
    end();
    assertThat(streams.find(DOOR)).isEmpty();
    assertThat(pool.statistics().used()).isZero();
  }

  @Test
  void aSourceThatGivesNothingTakesNoName() throws Exception {
    StreamRegistry streams = streams(false);
    start(publishing(streams));
    pipe.output.close();
    end();
    assertThat(streams.size()).isZero();
  }

  @Test
  void whatIsNoContainerIsRefusedAndTheSourceStopped() throws Exception {
    StreamRegistry streams = streams(false);
    start(publishing(streams));
    write("hello, this is no video\n".repeat(100).getBytes(StandardCharsets.UTF_8));
    assertThat(end()).contains("is not accepted");
    assertThat(pipe.stopped).isTrue();
    assertThat(streams.size()).isZero();
  }

  @Test
  void aNameThatIsTakenIsLeftToWhoHasIt() throws Exception {
    StreamRegistry streams = streams(false);
    Publishing publishing = publishing(streams);
    publishing.begin(DOOR, new LocalPublisher(pool, why -> {}));
    start(publishing);
    write(picture());
    assertThat(end()).isEqualTo("door is already published");
    assertThat(streams.find(DOOR).orElseThrow().isFed()).isTrue();
  }

  @Test
  void aSourceWhoseStreamIsTakenOverEndsAndSaysWhy() throws Exception {
    StreamRegistry streams = streams(true);
    Publishing publishing = publishing(streams);
    start(publishing);
    write(picture());
    await().until(() -> streams.find(DOOR).isPresent());

    PublishedStream other =
        (PublishedStream) publishing.begin(DOOR, new LocalPublisher(pool, why -> {}));
    assertThat(end()).isEqualTo("another publisher took over the stream");
    assertThat(streams.find(DOOR).orElseThrow().isFed()).isTrue();
    other.end("done");
    assertThat(pool.statistics().used()).isZero();
  }
}
