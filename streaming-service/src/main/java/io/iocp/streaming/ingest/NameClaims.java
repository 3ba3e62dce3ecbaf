package io.iocp.streaming.ingest;

import io.iocp.streaming.stream.StreamId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whose a name is among several servers. Within one server the list of streams decides. Any thread;
 * nothing blocks.
 */
@FunctionalInterface
public interface NameClaims {

  /** There is one server only. */
  NameClaims NONE = (id, granted, refused) -> null;

  /** One publisher's claim of one name. */
  interface Claim {

    /** Whether the name is the publisher's now. Asked for each chunk. */
    boolean allows();

    /** Why the name is not the publisher's and will not be; null as long as it may be. */
    @Nullable Refusal refusal();

    /** The publisher has gone: another one may have the name. */
    void release();
  }

  /**
   * Claims a name for a publisher.
   *
   * @param granted called once on any thread when the name is the publisher's
   * @param refused called once on any thread when it is not, or is no more
   * @return the claim, or null if nobody has to be asked
   */
  @Nullable Claim claim(StreamId id, Runnable granted, Consumer<Refusal> refused);
}
