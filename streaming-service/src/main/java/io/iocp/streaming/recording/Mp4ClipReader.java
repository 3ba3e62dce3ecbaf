package io.iocp.streaming.recording;

import io.iocp.streaming.media.mp4.FragmentLayout;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Finds the samples of a part of a segment of fragmented MP4; of its media nothing is read. */
final class Mp4ClipReader implements ClipReader {

  private static final int MOOF = 0x6D6F6F66;
  private static final int HEADER_BYTES = 16;
  private static final int MAX_MOOF_BYTES = 16 << 20;

  private final ByteBuffer init;
  private final FragmentLayout layout;
  private final ClipTables tables;

  Mp4ClipReader(ByteBuffer init, ClipTables tables) {
    this.init = init;
    this.layout = new FragmentLayout(init);
    this.tables = tables;
  }

  @Override
  public ByteBuffer init() {
    return init.duplicate();
  }

  @Override
  public void read(FileWindow window, int file, long from, long to) throws IOException {
    long at = from;
    while (at < to) {
      ByteBuffer header = window.read(at, HEADER_BYTES);
      if (header.remaining() < HEADER_BYTES / 2) {
        return;
      }
      long size = header.getInt() & 0xFFFFFFFFL;
      int type = header.getInt();
      size = size == 1 && header.remaining() == Long.BYTES ? header.getLong() : size;
      if (size < HEADER_BYTES / 2) {
        return;
      }
      if (type == MOOF && size <= MAX_MOOF_BYTES) {
        fragment(window.read(at, (int) size), file, at);
      }
      at += size;
    }
  }

  private void fragment(ByteBuffer moof, int file, long moofAt) {
    boolean ignored = // What came before the damage counts.
        layout.fragment(
            moof,
            (track, time, duration, compositionOffset, sync, size, offset) ->
                tables.add(
                    track,
                    layout.timescale(track),
                    time,
                    duration,
                    compositionOffset,
                    sync,
                    size,
                    file,
                    moofAt + offset));
  }
}
