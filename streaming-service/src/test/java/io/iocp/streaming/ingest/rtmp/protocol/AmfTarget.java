package io.iocp.streaming.ingest.rtmp.protocol;

import io.iocp.streaming.media.ByteView;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Values of AMF 0, for a coverage-guided fuzzer: bounded in number and depth, whatever the bytes.
 */
public final class AmfTarget {

  private AmfTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Amf0Reader reader = new Amf0Reader(ByteView.of(ByteBuffer.wrap(input)));
    int values = 0;
    while (reader.hasNext()) {
      values += count(reader.next(), 0);
    }
    require(values <= 2 * Amf0Reader.MAX_VALUES, "bounded number of values: " + values);
    require(!reader.hasFailed() || reader.next() == Amf0.NULL, "a failed reader has nothing more");
    Command command = Command.parse(ByteBuffer.wrap(input));
    if (command != null) {
      require(command.name().length() <= input.length, "a name is part of the input");
    }
  }

  /** What the search starts from. */
  public static List<byte[]> seeds() {
    return List.of(
        bytes("connect", 1.0, Map.of("app", "live", "capabilities", 15.0, "fpad", false)),
        bytes("publish", 5.0, Amf0.NULL, "desk", "live"),
        // A strict array in an ECMA array, a date, a typed object, a reference, a long string.
        Bytes.of("08 00000001 0001 61 0A 00000002 05 06 000009").array(),
        Bytes.of("0B 0000000000000000 0000 10 0001 61 0001 62 01 0000000000000000 000009").array(),
        Bytes.of("07 0001 0C 00000002 6162 0F 00000001 3C 0D 01 01").array());
  }

  private static byte[] bytes(Object... values) {
    ByteBuffer written = Amf0Writer.write(values).duplicate();
    byte[] bytes = new byte[written.remaining()];
    written.get(bytes);
    return bytes;
  }

  private static int count(Object value, int depth) {
    require(depth <= Amf0Reader.MAX_DEPTH + 1, "bounded depth");
    Collection<?> within =
        value instanceof Map<?, ?> map
            ? map.values()
            : value instanceof Collection<?> all ? all : List.of();
    int sum = 1;
    for (Object inner : within) {
      sum += count(inner, depth + 1);
    }
    return sum;
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new AssertionError("broken rule: " + rule);
    }
  }
}
