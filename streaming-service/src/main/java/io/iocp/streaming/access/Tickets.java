package io.iocp.streaming.access;

import io.iocp.access.AddressRange;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tickets for one session each. They are kept by their hashes, so that what a look-up takes tells
 * nothing of them, and no more than {@value #MAX_TICKETS} at a time. Any thread.
 */
final class Tickets {

  static final int MAX_TICKETS = 10_000;
  static final Duration LONGEST = Duration.ofMinutes(5);

  /** A client that asks again and again does so within this time. */
  static final Duration BETWEEN_REQUESTS = Duration.ofMinutes(1);

  private static final int RANDOM_BYTES = 32;
  private static final int ID_BYTES = 8;

  /** A ticket as its holder gets it. */
  record Issued(String ticket, String id, Instant expiresAt) {}

  private record Ticket(
      Caller caller,
      Action action,
      String name,
      @Nullable AddressRange address,
      Instant expiresAt) {

    /** The same, which is its first user's from now on. */
    Ticket heldBy(InetAddress user, Instant until) {
      return new Ticket(
          caller,
          action,
          name,
          AddressRange.tryParseAddress(user.getHostAddress()).orElse(address),
          until);
    }
  }

  /** What becomes of a ticket that is shown. */
  enum Use {
    /** Nothing. */
    LOOK,
    /** It is used up. */
    UP,
    /** It is good for the client's next request. */
    AGAIN;

    static Use of(boolean manyRequests) {
      return manyRequests ? AGAIN : UP;
    }
  }

  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  // Guarded by this; the key is the ticket's hash.
  private final Map<ByteBuffer, Ticket> tickets = new HashMap<>();

  Tickets(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Makes a ticket.
   *
   * @param caller whom it stands for
   * @param address where alone it may be used from, or null for anywhere
   * @return null when there are as many as there may be
   */
  synchronized @Nullable Issued issue(
      Caller caller, Action action, String name, @Nullable AddressRange address, Duration valid) {
    Instant now = clock.instant();
    if (tickets.size() >= MAX_TICKETS) {
      tickets.values().removeIf(ticket -> !now.isBefore(ticket.expiresAt()));
      if (tickets.size() >= MAX_TICKETS) {
        return null;
      }
    }
    byte[] secret = new byte[RANDOM_BYTES];
    random.nextBytes(secret);
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    byte[] hash = Sha256.of(text);
    // Part of the hash: it names the ticket to those who may revoke it, and lets nobody in.
    String id = HexFormat.of().formatHex(hash, 0, ID_BYTES);
    Ticket ticket =
        new Ticket(caller.provedBy("ticket:" + id), action, name, address, now.plus(valid));
    tickets.put(ByteBuffer.wrap(hash), ticket);
    return new Issued(text, id, ticket.expiresAt());
  }

  /**
   * Whom a ticket stands for; null unless it is for exactly this. A ticket that is shown for
   * something else stays good: its holder made a mistake.
   *
   * @param use what becomes of it
   */
  synchronized @Nullable Caller present(
      String text, Action action, String name, InetAddress from, Use use) {
    ByteBuffer key = key(text);
    Ticket ticket = tickets.get(key);
    if (ticket == null
        || ticket.action() != action
        || !ticket.name().equals(name)
        || (ticket.address() != null && !ticket.address().contains(from))
        || !clock.instant().isBefore(ticket.expiresAt())) {
      return null;
    }
    switch (use) {
      case LOOK -> {}
      case UP -> tickets.remove(key);
      case AGAIN -> tickets.put(key, ticket.heldBy(from, clock.instant().plus(BETWEEN_REQUESTS)));
    }
    return ticket.caller();
  }

  private static ByteBuffer key(String text) {
    return ByteBuffer.wrap(Sha256.of(text));
  }
}
