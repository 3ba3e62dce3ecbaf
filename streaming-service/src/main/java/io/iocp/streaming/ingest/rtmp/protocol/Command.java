package io.iocp.streaming.ingest.rtmp.protocol;

import io.iocp.streaming.media.ByteView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A command of the client (RTMP 1.0, section 7.2).
 *
 * @param transactionId what the answer repeats, 0 when none is wanted
 * @param arguments what follows, the command object first
 */
record Command(String name, double transactionId, List<Object> arguments) {

  /**
   * Reads a command; arguments that cannot be read, and what follows them, are left out.
   *
   * @return null when there is no name
   */
  static @Nullable Command parse(ByteBuffer body) {
    Amf0Reader reader = new Amf0Reader(ByteView.of(body));
    Object name = reader.next();
    Object transactionId = reader.hasNext() ? reader.next() : Amf0.NULL;
    List<Object> arguments = new ArrayList<>();
    while (reader.hasNext()) {
      Object argument = reader.next();
      if (!reader.hasFailed()) {
        arguments.add(argument);
      }
    }
    return name instanceof String text
        ? new Command(text, transactionId instanceof Double id ? id : 0, arguments)
        : null;
  }

  /** An argument, or nothing in its place. */
  Object argument(int index) {
    return index < arguments.size() ? arguments.get(index) : Amf0.NULL;
  }

  /** An argument that is to be a text, empty when it is not. */
  String text(int index) {
    return argument(index) instanceof String text ? text : "";
  }

  /** A property of the command object that is to be a text, empty when it is not. */
  String property(String property) {
    return argument(0) instanceof Map<?, ?> properties
            && properties.get(property) instanceof String text
        ? text
        : "";
  }
}
