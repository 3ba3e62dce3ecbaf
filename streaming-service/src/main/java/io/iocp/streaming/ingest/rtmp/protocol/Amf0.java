package io.iocp.streaming.ingest.rtmp.protocol;

/**
 * Values of AMF 0 in Java: {@link Double}, {@link Boolean}, {@link String}, {@link java.util.Map}
 * of them by name for objects and ECMA arrays, {@link java.util.List} for strict arrays, and {@link
 * #NULL}.
 */
final class Amf0 {

  /** Null, undefined, and everything of which no publisher's command has need. */
  static final Object NULL =
      new Object() {
        @Override
        public String toString() {
          return "null";
        }
      };

  static final int NUMBER = 0;
  static final int BOOLEAN = 1;
  static final int STRING = 2;
  static final int OBJECT = 3;
  static final int NULL_MARKER = 5;
  static final int UNDEFINED = 6;
  static final int REFERENCE = 7;
  static final int ECMA_ARRAY = 8;
  static final int OBJECT_END = 9;
  static final int STRICT_ARRAY = 10;
  static final int DATE = 11;
  static final int LONG_STRING = 12;
  static final int UNSUPPORTED = 13;
  static final int XML_DOCUMENT = 15;
  static final int TYPED_OBJECT = 16;

  private Amf0() {}
}
