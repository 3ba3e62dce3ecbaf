package io.iocp.file;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a file exchange may do; {@link #readOnly} makes one.
 *
 * @param directory where the files are
 * @param readable whether peers get files
 * @param writable whether peers leave files
 * @param overwrite whether a file that comes replaces one of the same name
 * @param maximumFileBytes largest file that is received
 * @param maximumTransfers transfers at once
 * @param stalledAfter time without progress after which a transfer gives its place to another one
 * @param partsExpireAfter time after which a part of a file is removed that nobody has gone on
 *     with; zero for never
 */
public record FileExchangeOptions(
    Path directory,
    boolean readable,
    boolean writable,
    boolean overwrite,
    long maximumFileBytes,
    int maximumTransfers,
    Duration stalledAfter,
    Duration partsExpireAfter) {

  private static final long DEFAULT_MAXIMUM_FILE_BYTES = 4L << 30;
  private static final int DEFAULT_MAXIMUM_TRANSFERS = 16;
  private static final Duration DEFAULT_STALLED_AFTER = Duration.ofMinutes(2);
  private static final Duration DEFAULT_PARTS_EXPIRE_AFTER = Duration.ofDays(1);

  public FileExchangeOptions {
    if (maximumFileBytes < 0 || maximumTransfers < 1) {
      throw new IllegalArgumentException(
          "maximumFileBytes must not be negative, maximumTransfers be positive: maximumFileBytes="
              + maximumFileBytes
              + ", maximumTransfers="
              + maximumTransfers);
    }
    if (stalledAfter.isNegative() || stalledAfter.isZero()) {
      throw new IllegalArgumentException("stalledAfter must be positive: " + stalledAfter);
    }
    if (partsExpireAfter.isNegative()) {
      throw new IllegalArgumentException(
          "partsExpireAfter must not be negative: " + partsExpireAfter);
    }
  }

  /** Peers may get files of up to any size; 16 at once. */
  public static FileExchangeOptions readOnly(Path directory) {
    return new FileExchangeOptions(
        directory,
        true,
        false,
        false,
        DEFAULT_MAXIMUM_FILE_BYTES,
        DEFAULT_MAXIMUM_TRANSFERS,
        DEFAULT_STALLED_AFTER,
        DEFAULT_PARTS_EXPIRE_AFTER);
  }

  /** Peers may get files and leave some of up to 4 GiB, which replace none; 16 at once. */
  public static FileExchangeOptions readAndWrite(Path directory) {
    FileExchangeOptions defaults = readOnly(directory);
    return new FileExchangeOptions(
        directory,
        true,
        true,
        false,
        defaults.maximumFileBytes,
        defaults.maximumTransfers,
        defaults.stalledAfter,
        defaults.partsExpireAfter);
  }
}
