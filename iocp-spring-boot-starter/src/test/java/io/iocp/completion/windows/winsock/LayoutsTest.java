package io.iocp.completion.windows.winsock;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Structure;
import io.iocp.completion.windows.winsock.Structs.Struct;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The layouts against JNA's; {@link LayoutsInCTest} holds them against the headers. */
class LayoutsTest {

  static Stream<Struct> structs() {
    return Structs.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("structs")
  void sizeAndOffsetsAreThoseOfTheTwin(Struct struct) throws Exception {
    Structure twin = struct.twin().getDeclaredConstructor().newInstance();
    // JNA pads to what the host aligns to, and so does every compiler that these types come from.
    assertThat(twin.size()).as("sizeof %s", struct.name()).isEqualTo(struct.size());
    Method fieldOffset = Structure.class.getDeclaredMethod("fieldOffset", String.class);
    fieldOffset.setAccessible(true);
    for (var field : struct.offsets().entrySet()) {
      assertThat(fieldOffset.invoke(twin, field.getKey()))
          .as("%s.%s", struct.name(), field.getKey())
          .isEqualTo(field.getValue());
    }
  }

  @Test
  void aGuidIsWrittenAsWindowsReadsIt() {
    ByteBuffer memory = ByteBuffer.allocate(GuidLayout.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    GuidLayout.write(memory, 0, UUID.fromString("25a207b9-ddf3-4660-8ee9-76e58c74063e"));
    assertThat(HexFormat.of().formatHex(memory.array()))
        .isEqualTo("b907a225" + "f3dd" + "6046" + "8ee976e58c74063e");
  }
}
