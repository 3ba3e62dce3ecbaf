package io.iocp.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cut of the byte stream must not be seen in what is read. */
@Execution(ExecutionMode.CONCURRENT)
class FrameReaderCutTest {
  private static final String KEY = "37fa213d";
  private static final String FOURTEEN_BYTES = "0001020304050607080910111213";
  private static final String FORTY_TWO_BYTES = FOURTEEN_BYTES + FOURTEEN_BYTES + FOURTEEN_BYTES;

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Hello; ping; two fragments with a pong between them; close 1001 with "bye"
        "81 85 37fa213d 7f9f4d5158"
            + ("89 83 " + KEY + "112233")
            + ("01 82 00000000 c3a4" + "8a 81 01010101 02" + "80 82 00000000 c3a4")
            + "88 85 00000000 03e9 627965",
        // binary of 126 bytes in the 16-bit form, an empty message, empty fragments
        "82 fe 007e 01020304 "
            + (FORTY_TWO_BYTES + FORTY_TWO_BYTES + FORTY_TWO_BYTES)
            + "82 80 01020304"
            + "02 80 00000000 00 80 00000000 80 80 00000000",
        // ends in a violation in the middle
        "81 81 00000000 61" + "81 85 00000000 6162ff6364" + "8980 00000000",
        "82 81 00000000 61" + "c2 81 00000000 61",
        "89 84 01020304 05060708" + "88 81 01020304 00" + "89 80 00000000",
        "82 ff 0000000000000005 00000000",
      })
  void everyCutReadsTheSame(String hex) {
    byte[] stream = Bytes.hex(hex);
    Run whole = Run.of(stream, stream.length, 0);
    for (int first = 0; first <= stream.length; first++) {
      for (int second = first; second <= stream.length; second++) {
        assertThat(Run.of(stream, first, second)).isEqualTo(whole);
      }
    }
    assertThat(Run.bytewise(stream, false)).isEqualTo(whole);
    assertThat(Run.bytewise(stream, true)).isEqualTo(whole);
  }

  /** What one way of cutting led to. */
  record Run(List<String> events, Violation violation, ReadOutcome outcome) {
    static Run of(byte[] stream, int first, int second) {
      RecordingSink sink = new RecordingSink();
      FrameReader reader = reader(sink);
      byte[] copy = stream.clone();
      ReadOutcome outcome = ReadOutcome.NEEDS_INPUT;
      int cut = Math.max(first, second);
      for (int[] range : new int[][] {{0, first}, {first, cut}, {cut, copy.length}}) {
        outcome = reader.read(ByteBuffer.wrap(copy, range[0], range[1] - range[0]));
      }
      return new Run(sink.events, reader.violation(), outcome);
    }

    static Run bytewise(byte[] stream, boolean pausing) {
      RecordingSink sink = new RecordingSink();
      FrameReader reader = reader(sink);
      if (pausing) {
        sink.afterEach = reader::pause;
      }
      ReadOutcome outcome = ReadOutcome.NEEDS_INPUT;
      for (byte value : stream) {
        ByteBuffer input = ByteBuffer.allocateDirect(1).put(value).flip();
        do {
          outcome = reader.read(input);
        } while (outcome == ReadOutcome.PAUSED);
      }
      return new Run(sink.events, reader.violation(), outcome);
    }

    private static FrameReader reader(RecordingSink sink) {
      return new FrameReader(Role.SERVER, new FrameLimits(1000, 1000), sink);
    }
  }
}
