package io.iocp.streaming.command;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** One of several outputs of an ffmpeg, which ends for all of them. */
final class EncodedRendition implements MediaSource {

  private final FfmpegSource ffmpeg;
  private final LocalBody body;

  /**
   * @param ffmpeg whoever has started it closes it
   */
  EncodedRendition(FfmpegSource ffmpeg, LocalBody body) {
    this.ffmpeg = ffmpeg;
    this.body = body;
  }

  @Override
  public InputStream media() {
    return body;
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public void end() {
    ffmpeg.end();
  }

  @Override
  public @Nullable String failure() throws InterruptedException {
    return ffmpeg.failure();
  }

  @Override
  public String progress() {
    return ffmpeg.progress();
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }
}
