package io.iocp.tls;

/**
 * Where one record at a time passes through the Java platform's cryptography, which works on
 * arrays: one of each kind for a thread, instead of two for a connection. Nothing stays in it
 * between calls.
 */
final class Scratch {

  // Java's engine wants room for twice the standard's record once it has met one that was longer.
  private static final int BYTES = 36 << 10;

  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  /** Room for any record that may come or go. */
  final byte[] record = new byte[BYTES];

  /** Room for what any record may hold. */
  final byte[] plaintext = new byte[BYTES];

  private Scratch() {}

  /** That of the calling thread; I/O workers are few and live long. */
  static Scratch ofThread() {
    return OF_THREAD.get();
  }
}
