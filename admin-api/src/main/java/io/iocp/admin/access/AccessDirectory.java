package io.iocp.admin.access;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the administration API asks of a service that decides who may do what.
 *
 * <p>A service that declares a bean of this type gets the part of the API for access. Called by
 * request threads, several at a time.
 */
public interface AccessDirectory {

  /** Describes what holds now. */
  AccessView access();

  /**
   * A page of those who are there, in order of their ids.
   *
   * @param after only those with a larger id; 0 for the first page
   * @param key only those whom revoking this would close, or null for all
   * @param name only those with this stream or file, or null for all
   * @param limit most to answer with
   */
  List<AccessSession> sessions(long after, @Nullable String key, @Nullable String name, int limit);

  /**
   * Closes one session, which may come again.
   *
   * @return whether it was there
   */
  boolean close(long session, String reason);

  /** What is revoked, sorted. */
  List<String> revocations();

  /** Whether something has the form of what can be revoked. */
  boolean isKey(String key);

  /**
   * Shuts somebody out, and closes their sessions.
   *
   * @return how many sessions were closed; nothing if no more can be shut out
   */
  Optional<Integer> revoke(String key);

  /**
   * Takes it back.
   *
   * @return whether it was revoked
   */
  boolean restore(String key);
}
