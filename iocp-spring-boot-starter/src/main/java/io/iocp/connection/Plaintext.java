package io.iocp.connection;

/** Bytes that wait to be sealed, in order. Only accessed in a connection's context. */
public interface Plaintext {

  /** Nothing. */
  Plaintext NONE =
      new Plaintext() {
        @Override
        public int remaining() {
          return 0;
        }

        @Override
        public int peek(byte[] into, int maximumBytes) {
          return 0;
        }

        @Override
        public void consume(int bytes) {
          // There is nothing, so it is nothing that is consumed.
        }
      };

  /** Bytes not consumed yet. */
  int remaining();

  /**
   * Copies the next bytes and leaves them where they are.
   *
   * @param into where to, from its begin
   * @return how many: the remaining ones, but no more than {@code maximumBytes}
   */
  int peek(byte[] into, int maximumBytes);

  /** Takes that many bytes away, at most {@link #remaining()}. */
  void consume(int bytes);
}
