package io.iocp.tls;

/** How much room records and their plaintext need. */
final class RecordSizes {

  // Room for the longest record; a flight of the handshake usually fits in as well.
  private static final int HANDSHAKE_BUFFER_BYTES = 32 << 10;
  private static final int DATA_BUFFER_BYTES = 64 << 10;

  private RecordSizes() {}

  /** Most plaintext that a record of that length can have. */
  static int maximumPlaintextBytes(int recordBytes) {
    return Math.max(
        1,
        Math.min(
            recordBytes - RecordLayout.MINIMUM_OVERHEAD_BYTES,
            RecordLayout.MAXIMUM_PLAINTEXT_BYTES));
  }

  /** Room for records with that much plaintext; with none, for what the handshake sends. */
  static int bufferBytes(int plaintextBytes) {
    int records = 1 + plaintextBytes / RecordLayout.MAXIMUM_PLAINTEXT_BYTES;
    return plaintextBytes == 0
        ? HANDSHAKE_BUFFER_BYTES
        : Math.min(
            plaintextBytes + records * RecordLayout.MAXIMUM_OVERHEAD_BYTES, DATA_BUFFER_BYTES);
  }
}
