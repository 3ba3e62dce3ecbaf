package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes what comes before the media of an MP4 file that is no longer fragmented, so that players
 * know everything before the first picture: {@code ftyp}, {@code moov} with all tables, and the
 * header of {@code mdat}. Tracks are described as in the init segment that they had.
 */
public final class ProgressiveMovie {

  private static final int LARGE_HEADER_BYTES = 16;
  private static final int FULL_BOX_BYTES = 4;
  private static final int NO_MEDIA = -1;
  private static final int UNITY = 0x00010000;

  private final Map<Long, SampleTable> tables;
  private final long mediaAt;
  private final BoxWriter out = new BoxWriter();
  private int movieTimescale = 1000;
  private double startSeconds;
  private double endSeconds;

  private ProgressiveMovie(Map<Long, SampleTable> tables, long mediaAt) {
    this.tables = tables;
    this.mediaAt = mediaAt;
  }

  /**
   * The start of the file; its media follows.
   *
   * @param init the init segment that the tracks had
   * @param tracks their samples; tracks without any are left out
   * @param mediaBytes how much media follows
   */
  public static ByteBuffer of(ByteBuffer init, List<SampleTable> tracks, long mediaBytes) {
    Map<Long, SampleTable> tables =
        tracks.stream()
            .filter(table -> table.count() > 0)
            .collect(Collectors.toMap(SampleTable::trackId, Function.identity()));
    // Offsets have a fixed width: how long the start is does not depend on them.
    int length = new ProgressiveMovie(tables, 0).write(init, mediaBytes).remaining();
    return new ProgressiveMovie(tables, length).write(init, mediaBytes);
  }

  private ByteBuffer write(ByteBuffer init, long mediaBytes) {
    int ftyp = out.begin("ftyp");
    out.text("isom").i32(0x200).text("isom").text("iso6").text("mp41");
    out.end(ftyp);
    ByteView boxes = ByteView.of(init);
    for (Box box = Box.next(boxes); box != null; box = Box.next(boxes)) {
      if (box.type() == BoxType.MOOV) {
        movie(box.body());
      }
    }
    out.i32(1).text("mdat").i64(LARGE_HEADER_BYTES + mediaBytes);
    return out.boxes();
  }

  private void movie(ByteView moov) {
    measure(moov.duplicate());
    int box = out.begin("moov");
    for (Box child = Box.next(moov); child != null; child = Box.next(moov)) {
      if (child.type() == BoxType.MVHD) {
        movieHeader(child.body());
      } else if (child.type() == BoxType.TRAK) {
        SampleTable table = tables.get(Mp4Movie.trackId(child.body()));
        if (table != null) {
          track(child.body(), table);
        }
      }
    }
    out.end(box);
  }

  /** When the first picture or sound of all tracks is, and when the last one ends. */
  private void measure(ByteView moov) {
    movieTimescale = Math.max(1, Mp4SampleTrack.timescale(Box.find(moov, BoxType.MVHD)));
    startSeconds = Double.MAX_VALUE;
    for (Box child = Box.next(moov); child != null; child = Box.next(moov)) {
      SampleTable table =
          child.type() == BoxType.TRAK ? tables.get(Mp4Movie.trackId(child.body())) : null;
      if (table != null) {
        int timescale = timescale(child.body());
        double start = start(table, timescale);
        startSeconds = Math.min(startSeconds, start);
        endSeconds = Math.max(endSeconds, start + (double) table.duration() / timescale);
      }
    }
  }

  private static double start(SampleTable table, int timescale) {
    return (double) (table.firstTime() + table.firstShown()) / timescale;
  }

  private static int timescale(ByteView trak) {
    ByteView media = Box.find(trak, BoxType.MDIA);
    return Math.max(1, Mp4SampleTrack.timescale(Box.find(media, BoxType.MDHD)));
  }

  private void movieHeader(ByteView mvhd) {
    copyWithDuration("mvhd", mvhd, 12, Math.round((endSeconds - startSeconds) * movieTimescale));
  }

  private void track(ByteView trak, SampleTable table) {
    int timescale = timescale(trak);
    long delay = Math.round((start(table, timescale) - startSeconds) * movieTimescale);
    long shown = shownTicks(table, timescale);
    int box = out.begin("trak");
    for (Box child = Box.next(trak); child != null; child = Box.next(trak)) {
      if (child.type() == BoxType.TKHD) {
        copyWithDuration("tkhd", child.body(), 16, delay + shown);
        edits(delay, shown, table.firstShown());
      } else if (child.type() == BoxType.MDIA) {
        media(child.body(), table);
      } else if (child.type() != BoxType.EDTS) {
        copy(child);
      }
    }
    out.end(box);
  }

  private long shownTicks(SampleTable table, int timescale) {
    return Math.round((double) table.duration() / timescale * movieTimescale);
  }

  /** Sound that begins later than pictures stays where it was; what is shown later begins at 0. */
  private void edits(long delay, long shown, long firstShown) {
    int edts = out.begin("edts");
    int elst = out.begin("elst", 1, 0);
    out.i32(delay > 0 ? 2 : 1);
    if (delay > 0) {
      out.i64(delay).i64(NO_MEDIA).i32(UNITY);
    }
    out.i64(shown).i64(Math.max(0, firstShown)).i32(UNITY);
    out.end(elst);
    out.end(edts);
  }

  private void media(ByteView mdia, SampleTable table) {
    int box = out.begin("mdia");
    for (Box child = Box.next(mdia); child != null; child = Box.next(mdia)) {
      if (child.type() == BoxType.MDHD) {
        copyWithDuration("mdhd", child.body(), 12, table.duration());
      } else if (child.type() == BoxType.MINF) {
        information(child.body(), table);
      } else {
        copy(child);
      }
    }
    out.end(box);
  }

  private void information(ByteView minf, SampleTable table) {
    int box = out.begin("minf");
    for (Box child = Box.next(minf); child != null; child = Box.next(minf)) {
      if (child.type() == BoxType.STBL) {
        int stbl = out.begin("stbl");
        int stsd = out.begin("stsd");
        out.put(ByteBuffer.wrap(Box.find(child.body(), BoxType.STSD).toArray()));
        out.end(stsd);
        table.write(out, mediaAt);
        out.end(stbl);
      } else {
        copy(child);
      }
    }
    out.end(box);
  }

  private void copy(Box box) {
    int copy = out.begin(BoxType.text(box.type()));
    out.put(ByteBuffer.wrap(box.body().toArray()));
    out.end(copy);
  }

  /**
   * Copies a header box with another duration. In version 1 the two times in front of it are wider,
   * and so is the duration.
   *
   * @param offset of the duration behind version and flags, in version 0
   */
  private void copyWithDuration(String type, ByteView body, int offset, long duration) {
    ByteBuffer bytes = ByteBuffer.wrap(body.toArray());
    if (bytes.get(0) == 0) {
      bytes.putInt(FULL_BOX_BYTES + offset, (int) Math.min(duration, 0xFFFFFFFFL));
    } else {
      bytes.putLong(FULL_BOX_BYTES + offset + 2 * Integer.BYTES, duration);
    }
    int copy = out.begin(type);
    out.put(bytes);
    out.end(copy);
  }
}
