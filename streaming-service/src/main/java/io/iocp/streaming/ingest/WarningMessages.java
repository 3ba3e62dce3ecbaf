package io.iocp.streaming.ingest;

import io.iocp.streaming.relay.StreamHealth.Warning;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells a publisher what about its stream hurts viewers: all of it whenever there is another kind
 * of warning or one less, every two seconds at most. That figures in the words have changed is no
 * news.
 *
 * <p>Only accessed in the publisher's serial context.
 */
public final class WarningMessages {

  /** Measuring goes over all that is known of the stream: not for each piece. */
  static final long INTERVAL_MILLIS = 2_000;

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final LongSupplier millis;
  private final Supplier<List<Warning>> warnings;
  private List<String> told = List.of();
  private long dueMillis;

  private record Message(String type, List<Warning> warnings) {}

  /** Loads what a message needs, so that no I/O worker has to. */
  static void prepare() {
    json(List.of(new Warning("", "")));
  }

  /**
   * @param millis time that goes on; only differences mean something
   * @param warnings all that there are now
   */
  WarningMessages(LongSupplier millis, Supplier<List<Warning>> warnings) {
    this.millis = millis;
    this.warnings = warnings;
    this.dueMillis = millis.getAsLong();
  }

  /**
   * Something has come of the publisher: tells it if there is news.
   *
   * @param link takes all that there are, and answers whether they will be sent; if not, the next
   *     one tells
   */
  void tell(Predicate<List<Warning>> link) {
    long now = millis.getAsLong();
    if (now - dueMillis < 0) {
      return;
    }
    dueMillis = now + INTERVAL_MILLIS;
    List<Warning> all = warnings.get();
    List<String> kinds = all.stream().map(Warning::kind).sorted().toList();
    if (!kinds.equals(told) && link.test(all)) {
      told = kinds;
    }
  }

  /**
   * The same in words, for a publisher that takes no messages; empty when nothing hurts any more.
   */
  public void tellInWords(Consumer<String> link) {
    tell(
        all -> {
          link.accept(words(all));
          return true;
        });
  }

  /** They in words. */
  static String words(List<Warning> all) {
    return all.stream().map(Warning::text).collect(Collectors.joining("; "));
  }

  /** They as a message for a publisher that takes such. */
  static String json(List<Warning> all) {
    return MAPPER.writeValueAsString(new Message("warnings", all));
  }
}
