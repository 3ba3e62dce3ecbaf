package io.iocp.completion.jna;

import io.iocp.completion.CompletionStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The native codes of one system: name and status of each. Filled when its class is initialised,
 * read by any thread from then on.
 */
public final class ErrorTable {

  private record Entry(String name, CompletionStatus status) {}

  private final Map<Integer, Entry> entries = new HashMap<>();

  private final IntFunction<String> numbers;

  /**
   * @param numbers how the system's documents write a code
   */
  public ErrorTable(IntFunction<String> numbers) {
    this.numbers = numbers;
  }

  /** Adds a code, once. */
  public void put(int code, String name, CompletionStatus status) {
    Entry before = entries.put(code, new Entry(name, status));
    if (before != null) {
      throw new IllegalStateException(name + " and " + before.name + " have the same code");
    }
  }

  /** The status behind a code; {@code FAILED} for codes that the table does not know. */
  public CompletionStatus status(int code) {
    Entry entry = entries.get(code);
    return entry == null ? CompletionStatus.FAILED : entry.status;
  }

  /** Number and name: for instance {@code 10054 (WSAECONNRESET)}. */
  public String describe(int code) {
    Entry entry = entries.get(code);
    return numbers.apply(code) + " (" + (entry == null ? "unknown" : entry.name) + ")";
  }

  /** The exception of a call that failed with that code. */
  public NativeCallException failure(String call, int code) {
    return new NativeCallException(call + " failed: " + describe(code), code, status(code));
  }

  /** The exception of the call that has just failed on this thread. */
  public NativeCallException lastError(String call) {
    return failure(call, LastError.code());
  }
}
