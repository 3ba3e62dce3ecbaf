package io.iocp.streaming.source;

import io.iocp.buffer.BufferPool;
import io.iocp.streaming.ingest.LocalPublisher;
import io.iocp.streaming.ingest.PublishAttempt;
import io.iocp.streaming.ingest.PublishedStream;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.ingest.Refusal;
import io.iocp.streaming.stream.StreamId;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stream that one attempt publishes. It is begun with the first bytes: a program that fails at
 * once takes no name, and viewers go on waiting.
 *
 * <p>Used by the thread that reads.
 */
final class SourceOutput {

  private final Publishing publishing;
  private final StreamId id;
  private final LocalPublisher publisher;
  private final ErrorLines errors;
  private volatile @Nullable String lossReason;
  private volatile Runnable lost = () -> {};
  // Only accessed in the publisher's context.
  private @Nullable PublishedStream stream;

  /**
   * @param errors knows how to say why it ends without secrets
   */
  SourceOutput(Publishing publishing, StreamId id, BufferPool buffers, ErrorLines errors) {
    this.errors = errors;
    this.publishing = publishing;
    this.id = id;
    this.publisher = new LocalPublisher(buffers, this::lose);
  }

  /** Sets who hears, on any thread, that another publisher has the stream now. */
  void whenLost(Runnable listener) {
    lost = listener;
  }

  private void lose(Refusal why) {
    lossReason = why.reason();
    lost.run();
  }

  /** Why the stream was lost to another publisher, if it was. */
  Optional<String> lossReason() {
    return Optional.ofNullable(lossReason);
  }

  /**
   * Publishes, and returns when the relay has taken it.
   *
   * @return why the stream has ended, if it has
   */
  Optional<String> write(byte[] bytes, int count) throws InterruptedException {
    return publisher.call(() -> publish(ByteBuffer.wrap(bytes, 0, count)));
  }

  private Optional<String> publish(ByteBuffer media) {
    PublishedStream begun = stream;
    if (begun == null) {
      PublishAttempt attempt = publishing.begin(id, publisher);
      if (attempt instanceof Refusal refusal) {
        return Optional.of(refusal.reason());
      }
      begun = (PublishedStream) attempt;
      stream = begun;
    }
    Refusal refusal = begun.read(media);
    if (refusal == null) {
      return Optional.empty();
    }
    stream = null;
    return Optional.of(refusal.reason());
  }

  /**
   * Nothing more comes.
   *
   * @param wanted whether somebody wanted it so: then the stream ends; else it waits a while for
   *     the next attempt
   */
  void end(boolean wanted, String why) {
    publisher.execute(
        () -> {
          PublishedStream begun = stream;
          stream = null;
          if (begun != null && wanted) {
            begun.end(errors.clean(why));
          } else if (begun != null) {
            begun.lost(errors.clean(why));
          }
        });
  }
}
