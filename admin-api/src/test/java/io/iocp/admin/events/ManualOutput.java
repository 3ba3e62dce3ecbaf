package io.iocp.admin.events;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A response that is ready to be written to when the test says so. */
final class ManualOutput extends ServletOutputStream {

  boolean ready = true;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private @Nullable WriteListener listener;

  WriteListener listener() {
    return Objects.requireNonNull(listener);
  }

  /** Tells the listener that it may write. */
  void becomeReady() throws IOException {
    ready = true;
    listener().onWritePossible();
  }

  String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  /** As a container does, though within the call. */
  @Override
  public void setWriteListener(WriteListener listener) {
    this.listener = listener;
    try {
      listener.onWritePossible();
    } catch (IOException e) {
      listener.onError(e);
    }
  }

  @Override
  public void write(int b) {
    written.write(b);
  }
}
