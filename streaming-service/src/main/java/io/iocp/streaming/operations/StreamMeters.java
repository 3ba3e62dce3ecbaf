package io.iocp.streaming.operations;

import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.StreamSnapshot;
import io.iocp.streaming.relay.Ticking;
import io.iocp.streaming.stream.StreamId;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Binds the figures of single streams as meters {@code streaming.stream.*}, with the stream as a
 * label, up to a number of streams; all others are counted together. Meters are there as long as
 * their stream is live: a stream that has been counted with the others stays with them.
 *
 * <p>Any thread.
 */
final class StreamMeters implements MeterBinder, Ticking {

  /** No stream can be called that. */
  static final String OTHERS = "(others)";

  private static final String PREFIX = "streaming.stream.";

  private final StreamRegistry streams;
  private final int maximum;

  // Guarded by this, all of the following.
  private final List<MeterRegistry> registries = new ArrayList<>();
  private final Map<StreamId, Labelled> labelled = new HashMap<>();
  private final Labelled others = new Labelled(OTHERS);
  private Map<StreamId, StreamSnapshot> before = Map.of();

  /**
   * @param maximum most streams with meters of their own
   */
  StreamMeters(StreamRegistry streams, int maximum) {
    this.streams = streams;
    this.maximum = maximum;
  }

  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    registries.add(registry);
    others.register(registry);
    labelled.values().forEach(one -> one.register(registry));
  }

  @Override
  public synchronized void tick() {
    Map<StreamId, StreamSnapshot> now = new HashMap<>();
    streams.snapshots().forEach(stream -> now.put(stream.id(), stream));
    removeEnded(now);
    others.figures.forgetMoment();
    now.forEach(
        (id, stream) -> {
          Labelled row = row(id);
          if (row != others) {
            row.figures.forgetMoment();
          }
          row.figures.add(stream, before.get(id));
        });
    before = now;
  }

  private void removeEnded(Map<StreamId, StreamSnapshot> live) {
    labelled
        .entrySet()
        .removeIf(
            row -> {
              if (live.containsKey(row.getKey())) {
                return false;
              }
              row.getValue().remove();
              return true;
            });
  }

  private Labelled row(StreamId id) {
    Labelled there = labelled.get(id);
    if (there != null) {
      return there;
    }
    if (before.containsKey(id) || labelled.size() >= maximum) {
      return others;
    }
    Labelled row = new Labelled(id.toString());
    registries.forEach(row::register);
    labelled.put(id, row);
    return row;
  }

  /** The meters of one value of the label. */
  private static final class Labelled {

    private final String stream;
    private final StreamFigures figures = new StreamFigures();
    private final Map<Meter, MeterRegistry> meters = new HashMap<>();

    Labelled(String stream) {
      this.stream = stream;
    }

    void register(MeterRegistry registry) {
      List.of(
              FunctionCounter.builder(PREFIX + "received", figures, StreamFigures::receivedBytes)
                  .tag("stream", stream)
                  .baseUnit("bytes")
                  .description("Bytes of media received, by stream")
                  .register(registry),
              FunctionCounter.builder(PREFIX + "sent", figures, StreamFigures::sentBytes)
                  .tag("stream", stream)
                  .baseUnit("bytes")
                  .description("Bytes of media queued for viewers, by stream")
                  .register(registry),
              FunctionCounter.builder(PREFIX + "chunks", figures, StreamFigures::chunks)
                  .tag("stream", stream)
                  .description("Chunks received, by stream")
                  .register(registry),
              Gauge.builder(PREFIX + "frame.rate", figures, StreamFigures::framesPerSecond)
                  .tag("stream", stream)
                  .description("Pictures per second of the time of the publisher, by stream")
                  .register(registry),
              Gauge.builder(PREFIX + "viewers", figures, StreamFigures::viewers)
                  .tag("stream", stream)
                  .description("Viewers, by stream")
                  .register(registry),
              TimeGauge.builder(
                      PREFIX + "delay", figures, TimeUnit.NANOSECONDS, StreamFigures::delayNanos)
                  .tag("stream", stream)
                  .description("Age of the oldest unsent byte that one viewer of 100 exceeds")
                  .register(registry))
          .forEach(meter -> meters.put(meter, registry));
    }

    void remove() {
      meters.forEach((meter, registry) -> registry.remove(meter));
    }
  }
}
