package io.iocp.streaming.publisher;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link FileClient} that leaves a file, and is held up where it says where it goes on. */
public final class HeldFileClient implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch released = new CountDownLatch(1);
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final FutureTask<Integer> transfer;

  private HeldFileClient(URI address, Path file) {
    PrintStream says = new Held(released);
    PrintStream failures = new PrintStream(errors, true, StandardCharsets.UTF_8);
    transfer = new FutureTask<>(() -> FileClient.transfer(address, "put", file, says, failures));
    new Thread(transfer, "file-client").start();
  }

  /** Begins to leave this file, of which the server must have a part already. */
  public static HeldFileClient put(URI address, Path file) {
    return new HeldFileClient(address, file);
  }

  /** Lets it go on to its end; answers what it says of its failure. */
  public String release() throws Exception {
    released.countDown();
    transfer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return errors.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    released.countDown();
    transfer.cancel(true);
  }

  private static final class Held extends PrintStream {

    private final CountDownLatch released;

    Held(CountDownLatch released) {
      super(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
      this.released = released;
    }

    @Override
    public void println(@Nullable String line) {
      try {
        if (!released.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException("nobody has released the client");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
