package io.iocp.simulation;

import io.iocp.completion.simulated.SimulatedNetwork;
import io.iocp.connection.FileOutcome;
import io.iocp.connection.SendOutcome;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the applications of a life have in common, whatever protocol their guests speak: who is
 * there, what was counted, and whatever comes to their mind.
 *
 * @param <G> a session and the client at its other end
 */
abstract class LifeApplication<G extends LifeApplication.Guest> {

  private static final int LONGEST = 3000;
  private static final int VERY_LONG = 150_000;
  private static final int SHORTEST = 8;

  private final ServerLife life;
  private final SimulatedNetwork network;
  private final Map<Long, G> open = new LinkedHashMap<>();
  private long messages;
  private int opens;
  private int closes;
  private int failures;
  private int filesAccepted;
  private int filesEnded;

  /** A session and the client at its other end. */
  abstract static class Guest {

    private final long id;
    private final Visitor client;
    private boolean closedByUs;

    /**
     * @param id of the session
     */
    Guest(long id, Visitor client) {
      this.id = id;
      this.client = client;
    }

    final long id() {
      return id;
    }

    final Visitor client() {
      return client;
    }

    /** We have closed the session, or are about to. */
    final void closedByUs() {
      closedByUs = true;
    }

    final boolean wasClosedByUs() {
      return closedByUs;
    }
  }

  /**
   * @param lastMessage the number before that of its first message
   */
  LifeApplication(ServerLife life, long lastMessage) {
    this.life = life;
    this.network = life.network();
    this.messages = lastMessage;
  }

  /** Does to the guest whatever comes to its mind. */
  abstract void meddle(G guest);

  /** Throws something, on purpose. */
  abstract void fail();

  final ServerLife life() {
    return life;
  }

  final SimulatedNetwork network() {
    return network;
  }

  final int opens() {
    return opens;
  }

  final int closes() {
    return closes;
  }

  /** Exceptions thrown on purpose. */
  final int failures() {
    return failures;
  }

  final boolean allFilesEnded() {
    return filesAccepted == filesEnded;
  }

  /** Those who are there, in the order in which they came. */
  final Collection<G> guests() {
    return List.copyOf(open.values());
  }

  final void opened(G guest) {
    opens++;
    open.put(guest.id(), guest);
  }

  /**
   * @param ending what ends a session in order, in the protocol's word
   */
  final void closed(G guest, int code, String ending) {
    closes++;
    open.remove(guest.id());
    life.expect(
        guest.wasClosedByUs()
            || life.isStopping()
            || !guest.client().saidGoodbye(code)
            || guest.client().toServer().isComplete(),
        "order kept: what was sent before a close " + ending + " is received");
    misbehave(guest);
  }

  final Message newMessage() {
    int longest = network.chance(60) ? VERY_LONG : LONGEST;
    return new Message(++messages, SHORTEST + network.below(longest));
  }

  final void fileOffered(SendOutcome outcome) {
    if (outcome.isAccepted()) {
      filesAccepted++;
    }
  }

  final void fileEnded(G guest, FileOutcome outcome) {
    network.note("file", guest.id(), outcome.ordinal());
    filesEnded++;
  }

  /** What any other thread may do; from outside of all contexts. */
  final void meddle() {
    if (!open.isEmpty()) {
      List<G> guests = List.copyOf(open.values());
      meddle(guests.get(network.below(guests.size())));
    }
  }

  final void misbehave(G guest) {
    if (network.chance(life.plan().misbehaviour())) {
      failOnPurpose();
    }
    if (network.chance(life.plan().misbehaviour() * 4)) {
      meddle(guest);
    }
  }

  final void failOnPurpose() {
    failures++;
    fail();
  }
}
