package io.iocp.file;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one transfer. Written by its session's jobs, its progress also in the connection's
 * context; read by any thread.
 */
final class FileTransfer {

  /** Whose transfer it is: the exchange with one peer. */
  interface Owner {

    FilePeer peer();

    /** Calls one of its transfers off. Any thread. */
    void cancel(FileTransfer transfer, FileFailure why);
  }

  private final long id;
  private final Owner owner;
  private final String name;
  private final FileDirection direction;
  private final LongSupplier nanoClock;
  private volatile FileTransferState state = FileTransferState.PREPARING;
  private volatile long totalBytes;
  private volatile long resumedFromByte;
  private volatile long transferredBytes;
  private volatile long contentBeganNanos;
  private volatile long lastProgressNanos;
  private volatile @Nullable FileFailure failure;
  private volatile String reason = "";

  FileTransfer(long id, Owner owner, String name, FileDirection direction, LongSupplier nanoClock) {
    this.id = id;
    this.owner = owner;
    this.name = name;
    this.direction = direction;
    this.nanoClock = nanoClock;
    this.lastProgressNanos = nanoClock.getAsLong();
  }

  long id() {
    return id;
  }

  Owner owner() {
    return owner;
  }

  String name() {
    return name;
  }

  FileDirection direction() {
    return direction;
  }

  FileTransferState state() {
    return state;
  }

  void enter(FileTransferState next) {
    state = next;
    touch();
  }

  void failed(FileFailure why, String words) {
    reason = words;
    failure = why;
    state = FileTransferState.FAILED;
  }

  void totalBytes(long bytes) {
    totalBytes = bytes;
  }

  /** The content begins to flow. */
  void runs(long fromByte) {
    resumedFromByte = fromByte;
    transferredBytes = fromByte;
    contentBeganNanos = nanoClock.getAsLong();
    enter(FileTransferState.RUNNING);
  }

  /** This much is there now; answers how much more that is. */
  long progressed(long bytes) {
    long more = bytes - transferredBytes;
    transferredBytes = bytes;
    touch();
    return more;
  }

  /** It is alive, though nothing flows. */
  void touch() {
    lastProgressNanos = nanoClock.getAsLong();
  }

  long silentNanos() {
    return nanoClock.getAsLong() - lastProgressNanos;
  }

  /** Bytes that are still to come, as far as is known. */
  long missingBytes() {
    return Math.max(0, totalBytes - transferredBytes);
  }

  /** Whether it flows for at least that long already, and has been slower than that on average. */
  boolean isSlow(long nanos, long bytesPerSecond) {
    long flowing = nanoClock.getAsLong() - contentBeganNanos;
    return state == FileTransferState.RUNNING
        && flowing >= nanos
        && (transferredBytes - resumedFromByte) * 1e9 / flowing < bytesPerSecond;
  }

  FileTransferSnapshot snapshot() {
    FilePeer peer = owner.peer();
    return new FileTransferSnapshot(
        id,
        peer.id(),
        peer.address(),
        peer.protocol(),
        name,
        direction,
        state,
        totalBytes,
        resumedFromByte,
        transferredBytes,
        bytesPerSecond(),
        failure,
        reason);
  }

  private long bytesPerSecond() {
    long bytes = transferredBytes - resumedFromByte;
    long nanos = lastProgressNanos - contentBeganNanos;
    return bytes <= 0 || nanos <= 0 ? 0 : (long) (bytes * 1e9 / nanos);
  }
}
