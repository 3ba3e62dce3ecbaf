package io.iocp.streaming.recording;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.AbstractResource;

/** A clip as Spring serves files, with ranges. */
public final class ClipResource extends AbstractResource {

  private final Clip clip;

  /** Serves this clip. */
  public ClipResource(Clip clip) {
    this.clip = clip;
  }

  @Override
  public InputStream getInputStream() {
    return clip.open();
  }

  @Override
  public long contentLength() {
    return clip.length();
  }

  @Override
  public boolean exists() {
    return true;
  }

  @Override
  public String getFilename() {
    return clip.fileName();
  }

  @Override
  public String getDescription() {
    return "recording " + clip.fileName();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClipResource resource && resource.clip == clip;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(clip);
  }
}
