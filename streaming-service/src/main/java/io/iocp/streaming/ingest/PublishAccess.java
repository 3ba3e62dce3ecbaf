package io.iocp.streaming.ingest;

import io.iocp.streaming.stream.StreamId;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides who may publish where no handshake does: on ports with a protocol of their own. */
@FunctionalInterface
public interface PublishAccess {

  /**
   * Decides about one publisher. On an I/O worker; must not block.
   *
   * @param query what follows {@code ?} in a stream key, such as {@code token=…}; empty without
   * @param session id of its session
   * @param ending ends the session later, when its time is over; on any thread
   * @param answer hears the decision once, on this thread or on another, and asks for what follows
   *     from it in the session's context, unless the session has gone
   */
  void admit(
      StreamId stream,
      String query,
      long session,
      InetSocketAddress remoteAddress,
      Ending ending,
      Consumer<Supplier<Admission>> answer);

  /** Ends a session that was let in. */
  @FunctionalInterface
  interface Ending {

    /**
     * Ends it.
     *
     * @param code a WebSocket close code, for the log
     * @param reason one sentence, which the publisher is told
     */
    void end(int code, String reason);
  }

  /**
   * What was decided.
   *
   * @param refusal null for one that is let in, or one sentence that tells it why not
   * @param gone to be run once when one that was let in has gone
   */
  record Admission(@Nullable String refusal, Runnable gone) {

    /** It may not. */
    public static Admission refused(String reason) {
      return new Admission(reason, () -> {});
    }

    /** It may, until it has gone. */
    public static Admission admitted(Runnable gone) {
      return new Admission(null, gone);
    }
  }
}
