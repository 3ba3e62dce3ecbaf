package io.iocp.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.buffer.AddressResolver;
import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.testsupport.Patience;
import io.iocp.websocket.MessageHandler;
import io.iocp.websocket.RawClient;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.Opcode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.AnnotationElement;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FlightRecordingTest {

  private static final List<String> EVENTS =
      List.of("io.iocp.SlowHandler", "io.iocp.LongBatch", "io.iocp.PoolEmpty");

  @TempDir private Path directory;

  /** What was recorded of an event while something happened, with the event's own threshold. */
  private List<RecordedEvent> recorded(String event, Happening happening) throws Exception {
    Path file = directory.resolve(event + ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable(event);
      recording.start();
      happening.happen();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(each -> each.getEventType().getName().equals(event))
        .toList();
  }

  private interface Happening {
    void happen() throws Exception;
  }

  /** Keeps its worker for as long as the message says. */
  private static final class Slow extends MessageHandler {

    @Override
    protected void onText(WsSession session, String text) {
      long end = System.nanoTime() + Duration.ofMillis(Long.parseLong(text)).toNanos();
      while (System.nanoTime() < end) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      session.sendText(Long.toString(session.id()));
    }
  }

  private static String ask(String milliseconds) throws Exception {
    IocpTransport transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .engine("nio")
                .workers(1)
                .build(),
            List.of(registry -> registry.addHandler(new Slow(), "/slow")));
    try (RawClient client = new RawClient(transport.address())) {
      client.open("/slow");
      client.write(
          RawClient.frame(Opcode.TEXT, true, milliseconds.getBytes(StandardCharsets.UTF_8)));
      return client.read().text();
    } finally {
      assertThat(transport.stop(Patience.LIMIT)).isTrue();
    }
  }

  @Test
  void aHandlerThatKeepsItsWorkerIsRecordedWithItsConnection() throws Exception {
    String[] connection = new String[1];
    List<RecordedEvent> slow = recorded("io.iocp.SlowHandler", () -> connection[0] = ask("60"));
    RecordedEvent event =
        slow.stream()
            .filter(each -> each.getDuration().compareTo(Duration.ofMillis(59)) > 0)
            .findFirst()
            .orElseThrow();
    assertThat(event.getLong("connection")).isEqualTo(Long.parseLong(connection[0]));
    assertThat(event.getThread().getJavaName()).startsWith("iocp-worker-");
    assertThat(slow)
        .as("those that are quick are not")
        .allMatch(each -> each.getDuration().compareTo(Duration.ofMillis(20)) >= 0);
  }

  @Test
  void aBatchThatTakesLongIsRecordedWithItsSize() throws Exception {
    List<RecordedEvent> batches = recorded("io.iocp.LongBatch", () -> ask("60"));
    RecordedEvent event =
        batches.stream()
            .filter(each -> each.getDuration("timeTaken").compareTo(Duration.ofMillis(59)) > 0)
            .findFirst()
            .orElseThrow();
    assertThat(event.getInt("worker")).isZero();
    assertThat(event.getInt("completions")).isPositive();
    assertThat(recorded("io.iocp.LongBatch", () -> FlightRecording.batchEnded(0, 1, 19_999_999)))
        .as("one that does not")
        .isEmpty();
  }

  @Test
  void aPoolThatRunsEmptyIsRecordedOnceUntilItHasBuffersAgain() throws Exception {
    int slot = 64 << 10;
    BufferPool pool =
        new BufferPool(new BufferPoolOptions(slot, slot, List.of(slot)), AddressResolver.NONE);
    List<RecordedEvent> events =
        recorded(
            "io.iocp.PoolEmpty",
            () -> {
              List<SharedBuffer> taken = new ArrayList<>();
              for (int turn = 0; turn < 2; turn++) {
                taken.add(pool.tryAcquire(slot));
                assertThat(pool.tryAcquire(slot)).isNull();
                assertThat(pool.tryAcquire(100)).as("more of the same").isNull();
                taken.remove(0).release();
              }
            });
    assertThat(events).hasSize(2);
    assertThat(events.get(0).getLong("requested")).isEqualTo(slot);
    assertThat(events.get(0).getLong("allocated")).isEqualTo(slot);
    assertThat(events.get(0).getLong("maximum")).isEqualTo(slot);
  }

  @Test
  void withoutARecordingNothingIsMadeOrMeasured() {
    assertThat(FlightRecording.AVAILABLE).isTrue();
    assertThat(FlightRecording.handlerBegins()).isNull();
    assertThat(FlightRecording.recordsBatches()).isFalse();
  }

  @Test
  void eachEventAndEachOfItsFieldsSaysInWordsWhatItIs() throws Exception {
    recorded("io.iocp.PoolEmpty", FlightRecordingTest::loadAll);
    List<EventType> types =
        FlightRecorder.getFlightRecorder().getEventTypes().stream()
            .filter(type -> EVENTS.contains(type.getName()))
            .toList();
    assertThat(types).hasSameSizeAs(EVENTS);
    for (EventType type : types) {
      assertThat(type.getLabel()).isNotBlank();
      assertThat(type.getDescription()).isNotBlank();
      assertThat(type.getCategoryNames()).containsExactly("IOCP", "Transport");
      assertThat(type.getFields())
          .filteredOn(field -> !List.of("startTime", "duration").contains(field.getName()))
          .allSatisfy(field -> assertThat(field.getLabel()).isNotBlank());
      assertThat(type.getAnnotationElements())
          .extracting(AnnotationElement::getTypeName)
          .isNotEmpty();
    }
  }

  private static void loadAll() {
    FlightRecording.handlerEnded(FlightRecording.handlerBegins(), 0);
    SlowHandlerEvent.isOn();
    LongBatchEvent.isOn();
    PoolEmptyEvent.isOn();
  }
}
