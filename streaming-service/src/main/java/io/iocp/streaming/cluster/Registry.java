package io.iocp.streaming.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What all servers of a cluster see. Nothing blocks; while it is away each call fails soon and
 * nothing is kept for later. Any thread.
 */
public interface Registry extends AutoCloseable {

  /** What became of the wish to keep a name. */
  enum Renewal {
    /** It is kept. */
    KEPT,
    /** It is kept, and another server wants it. */
    WANTED,
    /** It is nobody's, or another's. */
    GONE
  }

  /**
   * Gives a name to a server if it is nobody's.
   *
   * @return the token of the lease; 0 if the name is another's; below zero while the registry
   *     cannot know because it has lost what it knew, which lasts as long as a lease
   */
  CompletionStage<Long> claim(String name, String server, String address, Duration lease);

  /**
   * Keeps a name for another while. A name that is nobody's any more is given back to its owner.
   */
  CompletionStage<Renewal> renew(String name, Owner owner, Duration lease);

  /** Gives a name back, if it is this owner's. */
  CompletionStage<Void> release(String name, Owner owner);

  /** Says for a while that another server wants a name. */
  CompletionStage<Void> want(String name, Duration time);

  /** Who has a name now. */
  CompletionStage<Optional<String>> owner(String name);

  /** Says what this server has; forgotten after a while. */
  CompletionStage<Void> announce(String server, String what, Duration time);

  /** What all servers have said. */
  CompletionStage<List<String>> announced();

  /** Whether it can be reached, as far as is known. */
  boolean isConnected();

  @Override
  void close();
}
