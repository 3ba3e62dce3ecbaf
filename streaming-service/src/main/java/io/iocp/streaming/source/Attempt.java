package io.iocp.streaming.source;

/** A source at work, from one start to its end. Any thread; nothing blocks. */
interface Attempt {

  /** Makes attempts. */
  @FunctionalInterface
  interface Starter {

    /**
     * Begins one. Does not block.
     *
     * @param events hears of it, on any thread
     */
    Attempt start(Events events);
  }

  /** What is heard of an attempt. */
  interface Events {

    /** Some bytes of media have come. */
    void came(int bytes);

    /** A sign of life has come, which is no media. */
    default void heard() {}

    /**
     * It has ended, and nothing is left of it: the last that is heard, once.
     *
     * @param why for people
     */
    void ended(String why);
  }

  /** Has it end in order. */
  void stop();

  /** Has it end, while another attempt is to go on with the stream. */
  default void pause() {
    stop();
  }

  /** Ends it by force; it was told to stop before. */
  void kill();
}
