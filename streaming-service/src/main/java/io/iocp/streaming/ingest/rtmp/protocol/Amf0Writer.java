package io.iocp.streaming.ingest.rtmp.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes values of AMF 0, as {@link Amf0} lists them, with strings of up to 65535 bytes. */
final class Amf0Writer {

  private static final int MAX_STRING_BYTES = 0xFFFF;

  private Amf0Writer() {}

  /** These values, one after the other. */
  static ByteBuffer write(Object... values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object value : values) {
      value(value, out);
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  private static void value(Object value, ByteArrayOutputStream out) {
    if (value instanceof Double number) {
      out.write(Amf0.NUMBER);
      out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
    } else if (value instanceof Boolean flag) {
      out.write(Amf0.BOOLEAN);
      out.write(flag ? 1 : 0);
    } else if (value instanceof String string) {
      out.write(Amf0.STRING);
      text(string, out);
    } else if (value instanceof Map<?, ?> properties) {
      out.write(Amf0.OBJECT);
      properties.forEach(
          (name, property) -> {
            text(name.toString(), out);
            value(property, out);
          });
      text("", out);
      out.write(Amf0.OBJECT_END);
    } else if (value instanceof List<?> elements) {
      out.write(Amf0.STRICT_ARRAY);
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(elements.size()).array());
      elements.forEach(element -> value(element, out));
    } else {
      out.write(Amf0.NULL_MARKER);
    }
  }

  private static void text(String text, ByteArrayOutputStream out) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MAX_STRING_BYTES);
    out.write(length >>> Byte.SIZE);
    out.write(length);
    out.write(bytes, 0, length);
  }
}
