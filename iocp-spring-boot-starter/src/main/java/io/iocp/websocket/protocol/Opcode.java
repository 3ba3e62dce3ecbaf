package io.iocp.websocket.protocol;

import org.jspecify.annotations.Nullable;

/** The opcodes of RFC 6455, section 5.2; all others are reserved. */
public enum Opcode {
  CONTINUATION(0x0),
  TEXT(0x1),
  BINARY(0x2),
  CLOSE(0x8),
  PING(0x9),
  PONG(0xA);

  private static final int CONTROL_BIT = 0x8;
  private static final @Nullable Opcode[] BY_VALUE = new @Nullable Opcode[16];

  static {
    for (Opcode opcode : values()) {
      BY_VALUE[opcode.value] = opcode;
    }
  }

  private final int value;

  Opcode(int value) {
    this.value = value;
  }

  /** The opcode with this value, 0 to 15, or null when the value is reserved. */
  static @Nullable Opcode of(int value) {
    return BY_VALUE[value];
  }

  int value() {
    return value;
  }

  boolean isControl() {
    return (value & CONTROL_BIT) != 0;
  }
}
