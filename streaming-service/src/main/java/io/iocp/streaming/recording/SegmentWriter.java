package io.iocp.streaming.recording;

import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.recording.SegmentIndex.Entry;
import io.iocp.streaming.recording.SegmentIndex.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * Writes one segment and its index. A file that is there is never touched: the new one is called
 * something else. Not thread-safe.
 */
final class SegmentWriter implements Closeable {

  private static final int MAX_NAMES = 10_000;

  /** Streams of which every chunk is a keyframe need no entry for each. */
  private static final long KEYFRAME_ENTRY_MILLIS = 250;

  private static final long PROGRESS_ENTRY_MILLIS = 1000;

  private final Path path;
  private final SegmentHeader header;
  private final FileChannel media;
  private final FileChannel index;
  private long bytes;
  private long keyframeMillis = Long.MIN_VALUE / 2;
  private long progressMillis;
  private long lastMillis;
  private long lastStepMillis;

  private SegmentWriter(Path path, SegmentHeader header, FileChannel media, FileChannel index) {
    this.path = path;
    this.header = header;
    this.media = media;
    this.index = index;
  }

  /**
   * Begins a segment.
   *
   * @param directory must exist; directories below it are made
   * @param name path below it, without the container's suffix
   */
  static SegmentWriter begin(Path directory, String name, SegmentHeader header, byte[] init)
      throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException("the directory " + directory + " is missing");
    }
    Files.createDirectories(directory.resolve(name).getParent());
    for (int i = 1; i <= MAX_NAMES; i++) {
      Path path = directory.resolve(name + (i == 1 ? "" : "." + i) + header.suffix());
      FileChannel media;
      try {
        media = create(path);
      } catch (FileAlreadyExistsException e) {
        continue; // The clock was set back, or two recordings began at once.
      }
      return begun(path, header, media, init);
    }
    throw new IOException("there are too many files called " + name + header.suffix());
  }

  private static SegmentWriter begun(
      Path path, SegmentHeader header, FileChannel media, byte[] init) throws IOException {
    FileChannel index;
    try {
      // An index without its media is what remains of something deleted.
      Files.deleteIfExists(SegmentIndex.pathOf(path));
      index = create(SegmentIndex.pathOf(path));
    } catch (IOException e) {
      media.close();
      Files.deleteIfExists(path);
      throw e;
    }
    SegmentWriter writer = new SegmentWriter(path, header, media, index);
    try {
      writer.write(index, SegmentIndex.encode(header));
      writer.write(media, ByteBuffer.wrap(init));
      writer.bytes = init.length;
    } catch (IOException e) {
      media.close();
      index.close();
      Files.deleteIfExists(path);
      Files.deleteIfExists(SegmentIndex.pathOf(path));
      throw e;
    }
    return writer;
  }

  private static FileChannel create(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private void write(FileChannel channel, ByteBuffer content) throws IOException {
    while (content.hasRemaining()) {
      channel.write(content);
    }
  }

  /**
   * Writes a chunk.
   *
   * @param payload lent
   * @param sinceStart time from the segment's start to its arrival
   */
  void chunk(boolean keyframe, List<SharedBuffer> payload, Duration sinceStart) throws IOException {
    long at = bytes;
    long millis = sinceStart.toMillis();
    long length = 0;
    ByteBuffer[] pieces = new ByteBuffer[payload.size()];
    for (int i = 0; i < pieces.length; i++) {
      SharedBuffer piece = payload.get(i);
      pieces[i] = piece.memory().slice(piece.start(), piece.length());
      length += piece.length();
    }
    try {
      for (long written = 0; written < length; ) {
        written += media.write(pieces);
      }
    } catch (IOException e) {
      media.truncate(at); // What is on the disk ends with a whole chunk.
      throw e;
    }
    bytes = at + length;
    lastStepMillis = millis - lastMillis;
    lastMillis = millis;
    if (keyframe && millis - keyframeMillis >= KEYFRAME_ENTRY_MILLIS) {
      keyframeMillis = millis;
      write(index, SegmentIndex.encode(new Entry(Kind.KEYFRAME, at, millis)));
    }
    if (millis - progressMillis >= PROGRESS_ENTRY_MILLIS) {
      progressMillis = millis;
      write(index, SegmentIndex.encode(new Entry(Kind.PROGRESS, bytes, millis)));
    }
  }

  Path path() {
    return path;
  }

  SegmentHeader header() {
    return header;
  }

  /** Bytes written. */
  long bytes() {
    return bytes;
  }

  /** Whether somebody has removed the file: what is written would be lost. */
  boolean isGone() {
    return !Files.exists(path);
  }

  /** How long it is: the last chunk counts as long as the one before. */
  Duration duration() {
    return Duration.ofMillis(lastMillis + lastStepMillis);
  }

  /** Completes the segment. That it is on the disk and not only on its way is the keeper's work. */
  @Override
  public void close() throws IOException {
    try (media;
        index) {
      write(index, SegmentIndex.encode(new Entry(Kind.END, bytes, duration().toMillis())));
    }
  }
}
