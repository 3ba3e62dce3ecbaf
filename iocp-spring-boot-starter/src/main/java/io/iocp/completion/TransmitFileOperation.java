package io.iocp.completion;

import io.iocp.buffer.SharedBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One transmission: a head, a range of a file, a tail, back to back, with nothing in between. It
 * completes once for the whole:
 *
 * <ul>
 *   <li>{@code OK}: all of it was taken by the kernel; the byte count is the sum of the parts. An
 *       engine continues what its kernel took only in part.
 *   <li>{@code END_OF_STREAM}: the file ended before its range did; the byte count says what was
 *       taken. The peer has been promised more, so there is nothing to do but to end the
 *       connection.
 *   <li>{@code FAILED} with the native code when the file could not be read; {@code RESET} and the
 *       others as with a send. {@code ABORTED} after {@link StreamChannel#cancel} or {@link
 *       StreamChannel#close}. The byte count says what was taken before, or 0 where the kernel does
 *       not tell.
 * </ul>
 *
 * <p>While the pool has no buffer, an engine that copies through buffers waits for one.
 *
 * <p>Head and tail must stay retained, and the file open, until then. An object is reused for one
 * transmission after the other. Only its owner fills it, only while it is at home.
 */
public abstract class TransmitFileOperation extends Operation {

  protected TransmitFileOperation() {
    super(OperationKind.TRANSMIT_FILE);
  }

  /** What goes out before the file, or {@code null} for nothing. */
  public abstract @Nullable SharedBuffer head();

  /** The file, opened by the port of the channel. */
  public abstract PortFile file();

  /** First byte of the range, 0 or more. */
  public abstract long fileOffset();

  /** Bytes of the range, 0 or more. */
  public abstract long fileBytes();

  /** What goes out after the file, or {@code null} for nothing. */
  public abstract @Nullable SharedBuffer tail();
}
