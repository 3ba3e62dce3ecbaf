package io.iocp.streaming.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropToKeyframeEventTest {

  @TempDir private Path directory;

  @Test
  void aDropIsRecordedWithItsViewerAndWhy() throws Exception {
    Path file = directory.resolve("drop.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.iocp.DropToKeyframe");
      recording.start();
      new LiveStreamTest().aViewerWhoseQueueIsFullGetsNothingUntilAKeyframe();
      DropToKeyframeEvent.record(42, "its queue is full", 1_500_000_000);
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> drops = RecordingFile.readAllEvents(file);
    assertThat(drops).hasSize(2);
    assertThat(drops.get(0).getString("reason")).isEqualTo("its queue is full");
    assertThat(drops.get(1).getLong("viewer")).isEqualTo(42);
    assertThat(drops.get(1).getDuration("delay")).isEqualTo(Duration.ofMillis(1500));
  }
}
