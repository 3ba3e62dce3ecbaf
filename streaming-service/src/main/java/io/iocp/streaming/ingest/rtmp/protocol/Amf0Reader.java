package io.iocp.streaming.ingest.rtmp.protocol;

import io.iocp.streaming.media.ByteView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads values of AMF 0 one after the other: up to {@value #MAX_VALUES} of them, up to {@value
 * #MAX_DEPTH} within each other. What is beyond that, or damaged, {@linkplain #hasFailed fails} the
 * reader, which then answers {@link Amf0#NULL} for ever.
 */
final class Amf0Reader {

  static final int MAX_VALUES = 1000;
  static final int MAX_DEPTH = 16;

  private final ByteView view;
  private int values;
  private int depth;
  private boolean failed;

  Amf0Reader(ByteView view) {
    this.view = view;
  }

  boolean hasNext() {
    return !hasFailed() && view.remaining() > 0;
  }

  /** Whether something could not be read. */
  boolean hasFailed() {
    return failed || view.overrun();
  }

  /** The next value. */
  Object next() {
    values++;
    failed |= values > MAX_VALUES || view.remaining() == 0;
    if (hasFailed()) {
      return Amf0.NULL;
    }
    int marker = view.u8();
    return switch (marker) {
      case Amf0.NUMBER -> Double.longBitsToDouble(view.i64());
      case Amf0.BOOLEAN -> view.u8() != 0;
      case Amf0.STRING -> text(view.u16());
      case Amf0.LONG_STRING, Amf0.XML_DOCUMENT -> text(view.u32());
      case Amf0.OBJECT -> object();
      case Amf0.ECMA_ARRAY -> {
        // The count is a hint that some get wrong; the end is marked.
        view.skip(Integer.BYTES);
        yield object();
      }
      case Amf0.TYPED_OBJECT -> {
        view.skip(view.u16());
        yield object();
      }
      case Amf0.STRICT_ARRAY -> array();
      case Amf0.NULL_MARKER, Amf0.UNDEFINED, Amf0.UNSUPPORTED -> Amf0.NULL;
      case Amf0.REFERENCE -> {
        view.skip(Short.BYTES);
        yield Amf0.NULL;
      }
      case Amf0.DATE -> {
        view.skip(Long.BYTES + Short.BYTES);
        yield Amf0.NULL;
      }
      default -> {
        failed = true;
        yield Amf0.NULL;
      }
    };
  }

  private String text(long sizeBytes) {
    ByteView bytes = view.child(sizeBytes);
    byte[] text = new byte[bytes.remaining()];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) bytes.u8();
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  private Map<String, Object> object() {
    Map<String, Object> properties = new LinkedHashMap<>();
    enter();
    while (hasNext()) {
      String name = text(view.u16());
      if (name.isEmpty() && view.duplicate().u8() == Amf0.OBJECT_END) {
        view.skip(1);
        depth--;
        return properties;
      }
      properties.put(name, next());
    }
    failed = true;
    return properties;
  }

  private List<Object> array() {
    List<Object> elements = new ArrayList<>();
    enter();
    for (long count = view.u32(); count > 0 && !hasFailed(); count--) {
      elements.add(next());
    }
    depth--;
    return elements;
  }

  private void enter() {
    depth++;
    failed |= depth > MAX_DEPTH;
  }
}
