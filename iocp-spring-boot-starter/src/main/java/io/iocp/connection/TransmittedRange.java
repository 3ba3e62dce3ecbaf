package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.PortFile;
import io.iocp.completion.TransmitFileOperation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The next range of the file that is first in a pipeline. */
final class TransmittedRange extends TransmitFileOperation {

  private final SendPipeline pipeline;

  TransmittedRange(SendPipeline pipeline) {
    this.pipeline = pipeline;
  }

  private OutboundFile outbound() {
    return Objects.requireNonNull(pipeline.nextFile());
  }

  @Override
  public @Nullable SharedBuffer head() {
    return outbound().unsentHead();
  }

  @Override
  public PortFile file() {
    return outbound().file();
  }

  @Override
  public long fileOffset() {
    return outbound().position();
  }

  @Override
  public long fileBytes() {
    return SendPipeline.rangeBytes(outbound());
  }

  @Override
  public @Nullable SharedBuffer tail() {
    return null;
  }

  @Override
  protected void completed(CompletionStatus status, long bytes, int nativeCode) {
    pipeline.transmitted(status, bytes);
  }
}
