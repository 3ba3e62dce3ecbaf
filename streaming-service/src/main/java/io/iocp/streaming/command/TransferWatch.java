package io.iocp.streaming.command;

import io.iocp.file.FileTransferListener;
import io.iocp.file.FileTransferSnapshot;
import io.iocp.time.NanoClock;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Shows how far the one transfer is, and remembers how it ended. */
final class TransferWatch implements FileTransferListener {

  private static final long SHOW_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double MEGABYTE = 1e6;

  private final Terminal terminal;
  private final NanoClock clock;
  private final CompletableFuture<FileTransferSnapshot> ended = new CompletableFuture<>();

  // Only accessed by the listener's methods, which are called in order.
  private long shownNanos;
  private boolean resumed;

  TransferWatch(Terminal terminal, NanoClock clock) {
    this.terminal = terminal;
    this.clock = clock;
    this.shownNanos = clock.nanoTime();
  }

  /** How it ended, once it has. */
  CompletableFuture<FileTransferSnapshot> ended() {
    return ended;
  }

  @Override
  public void progressed(FileTransferSnapshot transfer) {
    tellIfResumed(transfer);
    if (clock.nanoTime() - shownNanos >= SHOW_NANOS) {
      shownNanos = clock.nanoTime();
      terminal.progress(
          String.format(
              Locale.ROOT,
              "%s: %.1f of %.1f MB, %.1f MB/s",
              transfer.name(),
              transfer.transferredBytes() / MEGABYTE,
              transfer.totalBytes() / MEGABYTE,
              transfer.bytesPerSecond() / MEGABYTE));
    }
  }

  @Override
  public void ended(FileTransferSnapshot transfer) {
    tellIfResumed(transfer);
    ended.complete(transfer);
  }

  private void tellIfResumed(FileTransferSnapshot transfer) {
    if (!resumed && transfer.resumedFromByte() > 0) {
      resumed = true;
      terminal.say(transfer.name() + ": goes on at byte " + transfer.resumedFromByte());
    }
  }
}
