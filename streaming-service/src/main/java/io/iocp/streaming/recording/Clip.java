package io.iocp.streaming.recording;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a recording as one MP4 file whose tables come first. The file is nowhere: its start is
 * kept in memory, and its media is read from the segments as it is asked for. Immutable; any
 * thread.
 */
public final class Clip {

  private final String fileName;
  private final ByteBuffer head;
  private final List<Path> files;
  private final Extents media;

  Clip(String fileName, ByteBuffer head, List<Path> files, Extents media) {
    this.fileName = fileName;
    this.head = head.asReadOnlyBuffer();
    this.files = List.copyOf(files);
    this.media = media;
  }

  /** What the file may be called. */
  public String fileName() {
    return fileName;
  }

  /** Bytes of the file. */
  public long length() {
    return head.remaining() + media.bytes();
  }

  /**
   * Reads the file from its start. Skipping costs nothing. Fails where a segment has been deleted
   * meanwhile.
   */
  public InputStream open() {
    return new Content();
  }

  /** Not thread-safe. */
  private final class Content extends InputStream {

    private long position;
    private int openFile = -1;
    private @Nullable FileChannel channel;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (position >= Clip.this.length()) {
        return -1;
      }
      int count =
          position < head.remaining()
              ? readHead(target, offset, length)
              : readMedia(position - head.remaining(), target, offset, length);
      position += count;
      return count;
    }

    private int readHead(byte[] target, int offset, int length) {
      int count = (int) Math.min(length, head.remaining() - position);
      head.get(head.position() + (int) position, target, offset, count);
      return count;
    }

    /** As many parts as there is room for: they may be as small as a picture. */
    private int readMedia(long from, byte[] target, int offset, int length) throws IOException {
      int done = 0;
      int part = media.partOf(from);
      while (done < length && from + done < media.bytes()) {
        long at = from + done;
        int count = (int) Math.min(length - done, media.remaining(part, at));
        ByteBuffer room = ByteBuffer.wrap(target, offset + done, count);
        int read = file(media.file(part)).read(room, media.fileOffset(part, at));
        if (read < 0) {
          throw new IOException(files.get(media.file(part)) + " is shorter than it was");
        }
        done += read;
        if (read == media.remaining(part, at)) {
          part++;
        }
      }
      return done;
    }

    private FileChannel file(int file) throws IOException {
      FileChannel open = channel;
      if (open == null || openFile != file) {
        close();
        open = FileChannel.open(files.get(file), StandardOpenOption.READ);
        channel = open;
        openFile = file;
      }
      return open;
    }

    @Override
    public long skip(long count) {
      long skipped = Math.max(0, Math.min(count, Clip.this.length() - position));
      position += skipped;
      return skipped;
    }

    @Override
    public void close() throws IOException {
      FileChannel open = channel;
      channel = null;
      if (open != null) {
        open.close();
      }
    }
  }
}
