package io.iocp.streaming.command;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What is piped into this program. It is read as fast as it is sent, and no faster. */
final class PipeSource implements MediaSource {

  private final InputStream pipe;

  PipeSource(InputStream pipe) {
    this.pipe = pipe;
  }

  @Override
  public InputStream media() {
    return pipe;
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public void end() {
    // Whoever writes into a pipe is not ours.
  }

  @Override
  public @Nullable String failure() {
    return null;
  }

  @Override
  public String progress() {
    return "";
  }

  @Override
  public void close() {
    // Nor is the pipe.
  }
}
