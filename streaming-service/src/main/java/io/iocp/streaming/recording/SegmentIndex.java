package io.iocp.streaming.recording;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The small file beside a segment that says where in it what begins.
 *
 * <pre>
 *   "IOCPREC1"  length(32)  header as JSON
 *   ( kind(32)  offset(64)  milliseconds(64)  CRC-32 of these(32) )*
 * </pre>
 *
 * <p>Entries are appended behind the media that they speak of. What is damaged or cut short at the
 * end, as by a power failure, is as if it were not there.
 *
 * @param header what the segment is
 * @param entries in the order of the file
 */
record SegmentIndex(SegmentHeader header, List<Entry> entries) {

  /** Added to the name of a segment's file. */
  static final String SUFFIX = ".index";

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final byte[] MAGIC = "IOCPREC1".getBytes(StandardCharsets.US_ASCII);
  private static final int ENTRY_BYTES = 2 * Integer.BYTES + 2 * Long.BYTES;
  private static final int ENTRY_CONTENT_BYTES = ENTRY_BYTES - Integer.BYTES;
  private static final int MAX_HEADER_BYTES = 64 << 10;
  private static final long MAX_FILE_BYTES = 256 << 20;

  /** What an entry says. */
  enum Kind {
    /** A keyframe begins here, and arrived then. */
    KEYFRAME,
    /** Up to here everything is written; the last of it arrived then. */
    PROGRESS,
    /** The segment is complete, so long and of that duration. */
    END
  }

  /**
   * An entry.
   *
   * @param offset bytes from the start of the segment's file
   * @param millis time since the segment began
   */
  record Entry(Kind kind, long offset, long millis) {

    private static Entry of(ByteBuffer bytes) {
      return new Entry(Kind.values()[bytes.getInt()], bytes.getLong(), bytes.getLong());
    }
  }

  /** The index of a segment's file. */
  static Path pathOf(Path media) {
    return media.resolveSibling(media.getFileName() + SUFFIX);
  }

  /** The segment's file of an index. */
  static Path mediaOf(Path index) {
    String name = index.getFileName().toString();
    return index.resolveSibling(name.substring(0, name.length() - SUFFIX.length()));
  }

  /** What a new index begins with. */
  static ByteBuffer encode(SegmentHeader header) {
    byte[] json = MAPPER.writeValueAsBytes(header);
    return ByteBuffer.allocate(MAGIC.length + Integer.BYTES + json.length)
        .put(MAGIC)
        .putInt(json.length)
        .put(json)
        .flip();
  }

  /** An entry as it is appended. */
  static ByteBuffer encode(Entry entry) {
    ByteBuffer bytes =
        ByteBuffer.allocate(ENTRY_BYTES)
            .putInt(entry.kind().ordinal())
            .putLong(entry.offset())
            .putLong(entry.millis());
    return bytes.putInt(checksum(bytes.array(), 0)).flip();
  }

  private static int checksum(byte[] bytes, int at) {
    CRC32 crc = new CRC32();
    crc.update(bytes, at, ENTRY_CONTENT_BYTES);
    return (int) crc.getValue();
  }

  /**
   * Reads an index.
   *
   * @throws IOException also when the file is none
   */
  static SegmentIndex read(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException(file + " is too large for an index");
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    SegmentHeader header = header(bytes, file);
    List<Entry> entries = new ArrayList<>();
    while (bytes.remaining() >= ENTRY_BYTES) {
      int at = bytes.position();
      boolean sound =
          bytes.getInt(at + ENTRY_CONTENT_BYTES) == checksum(bytes.array(), at)
              && bytes.getInt(at) >= 0
              && bytes.getInt(at) < Kind.values().length;
      if (!sound) {
        break;
      }
      entries.add(Entry.of(bytes));
      bytes.position(at + ENTRY_BYTES);
    }
    return new SegmentIndex(header, entries);
  }

  private static SegmentHeader header(ByteBuffer bytes, Path file) throws IOException {
    byte[] magic = new byte[MAGIC.length];
    if (bytes.remaining() < MAGIC.length + Integer.BYTES) {
      throw new EOFException(file + " is cut short");
    }
    bytes.get(magic);
    int length = bytes.getInt();
    if (!Arrays.equals(magic, MAGIC) || length < 0 || length > MAX_HEADER_BYTES) {
      throw new IOException(file + " is not an index of a recording");
    }
    if (length > bytes.remaining()) {
      throw new EOFException(file + " is cut short");
    }
    byte[] json = new byte[length];
    bytes.get(json);
    try {
      return MAPPER.readValue(json, SegmentHeader.class);
    } catch (JacksonException e) {
      throw new IOException(file + " has a damaged header", e);
    }
  }

  /** Whether the segment was completed. */
  boolean isComplete() {
    return !entries.isEmpty() && last().kind() == Kind.END;
  }

  /** Up to where everything is known to be written. */
  long writtenBytes() {
    return entries.isEmpty() ? header.initBytes() : last().offset();
  }

  /** How long the segment is known to be. */
  Duration duration() {
    return entries.isEmpty() ? Duration.ZERO : Duration.ofMillis(last().millis());
  }

  private Entry last() {
    return entries.get(entries.size() - 1);
  }

  /** The last keyframe at or before this time; the first one if there is none; null without any. */
  @Nullable Entry keyframeAt(Duration time) {
    Entry found = null;
    for (Entry entry : entries) {
      if (entry.kind() == Kind.KEYFRAME) {
        if (found != null && entry.millis() > time.toMillis()) {
          return found;
        }
        found = entry;
      }
    }
    return found;
  }

  /** Where the first keyframe at or behind this time begins; this other place if there is none. */
  long keyframeOffsetFrom(Duration time, long otherwise) {
    for (Entry entry : entries) {
      if (entry.kind() == Kind.KEYFRAME && entry.millis() >= time.toMillis()) {
        return entry.offset();
      }
    }
    return otherwise;
  }

  /** Appends an entry to an index that nobody writes. */
  static void append(Path file, Entry entry) throws IOException {
    // What is cut short at the end would hide it.
    SegmentIndex sound = read(file);
    long length = encode(sound.header()).remaining() + (long) sound.entries().size() * ENTRY_BYTES;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
      channel.position(length);
      ByteBuffer bytes = encode(entry);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
