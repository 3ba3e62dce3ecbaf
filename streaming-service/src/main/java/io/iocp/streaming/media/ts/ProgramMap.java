package io.iocp.streaming.media.ts;

import io.iocp.streaming.media.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A program association or program map section (ISO/IEC 13818-1, 2.4.4.3 and 2.4.4.8).
 *
 * @param streams those that can be carried, in the order of the map
 * @param other names of the others, comma-separated
 */
record ProgramMap(List<Entry> streams, String other) {

  private static final int MAX_STREAMS = 8;
  private static final int MAX_OTHER_CHARS = 30;
  private static final int SECTION_HEADER_BYTES = 8;
  private static final int ASSOCIATION_TABLE = 0;
  private static final int MAP_TABLE = 2;
  private static final int REGISTRATION = 5;
  private static final int EXTENSION = 0x7F;
  private static final int EXTENSION_OPUS = 0x80;
  private static final int FORMAT_OPUS = 0x4F707573;
  private static final int PID_MASK = 0x1FFF;
  private static final int LENGTH_MASK = 0x0FFF;

  /**
   * A stream of the program.
   *
   * @param channels of Opus, 0 otherwise
   */
  record Entry(int pid, Codec codec, int channels) {}

  /** Where the map of the first program is, -1 when the section does not say. */
  static int mapPid(ByteBuffer section) {
    if (!isCurrent(section, ASSOCIATION_TABLE)) {
      return -1;
    }
    section.position(section.position() + SECTION_HEADER_BYTES);
    while (section.remaining() >= 4) {
      int program = section.getShort() & 0xFFFF;
      int pid = section.getShort() & PID_MASK;
      if (program != 0) {
        return pid;
      }
    }
    return -1;
  }

  private static boolean isCurrent(ByteBuffer section, int table) {
    int start = section.position();
    return section.remaining() >= SECTION_HEADER_BYTES
        && section.get(start) == table
        && (section.get(start + 5) & 1) != 0;
  }

  /** Reads a map; null when the section is none, or none yet. */
  static @Nullable ProgramMap parse(ByteBuffer section) {
    if (!isCurrent(section, MAP_TABLE) || section.remaining() < SECTION_HEADER_BYTES + 4) {
      return null;
    }
    section.position(section.position() + SECTION_HEADER_BYTES + 2);
    skip(section, section.getShort() & LENGTH_MASK);
    List<Entry> streams = new ArrayList<>();
    StringBuilder other = new StringBuilder();
    while (section.remaining() >= 5) {
      int type = section.get() & 0xFF;
      int pid = section.getShort() & PID_MASK;
      int length = Math.min(section.getShort() & LENGTH_MASK, section.remaining());
      ByteBuffer descriptors = section.slice(section.position(), length);
      skip(section, length);
      Entry entry = entry(type, pid, descriptors);
      if (entry == null) {
        String name = name(type);
        if (other.indexOf(name) < 0 && other.length() < MAX_OTHER_CHARS) {
          other.append(other.isEmpty() ? "" : ", ").append(name);
        }
      } else if (streams.size() < MAX_STREAMS) {
        streams.add(entry);
      }
    }
    return new ProgramMap(streams, other.isEmpty() ? "no stream" : other.toString());
  }

  private static void skip(ByteBuffer bytes, int count) {
    bytes.position(Math.min(bytes.limit(), bytes.position() + count));
  }

  private static @Nullable Entry entry(int type, int pid, ByteBuffer descriptors) {
    return switch (type) {
      case 0x1B -> new Entry(pid, Codec.H264, 0);
      case 0x24 -> new Entry(pid, Codec.H265, 0);
      case 0x0F -> new Entry(pid, Codec.AAC, 0);
      case 0x03, 0x04 -> new Entry(pid, Codec.MP3, 0);
      case 0x06 -> opus(pid, descriptors);
      default -> null;
    };
  }

  /** Opus of one or two channels, by its registration and its extension descriptor. */
  private static @Nullable Entry opus(int pid, ByteBuffer descriptors) {
    boolean registered = false;
    int channels = 2;
    while (descriptors.remaining() >= 2) {
      int tag = descriptors.get() & 0xFF;
      int length = Math.min(descriptors.get() & 0xFF, descriptors.remaining());
      int at = descriptors.position();
      if (tag == REGISTRATION && length >= 4) {
        registered |= descriptors.getInt(at) == FORMAT_OPUS;
      } else if (tag == EXTENSION
          && length >= 2
          && (descriptors.get(at) & 0xFF) == EXTENSION_OPUS) {
        int configuration = descriptors.get(at + 1) & 0xFF;
        channels = configuration == 0 ? 2 : configuration;
      }
      skip(descriptors, length);
    }
    return registered && channels <= 2 ? new Entry(pid, Codec.OPUS, channels) : null;
  }

  private static String name(int type) {
    return switch (type) {
      case 0x01 -> "MPEG-1 video";
      case 0x02 -> "MPEG-2 video";
      case 0x11 -> "AAC in LATM";
      case 0x06 -> "private data";
      case 0x80 -> "LPCM";
      case 0x81 -> "AC-3";
      default -> String.format(Locale.ROOT, "type %02X", type);
    };
  }
}
