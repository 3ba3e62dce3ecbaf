package io.iocp.streaming.access;

import io.iocp.admin.security.Visibility;
import io.iocp.streaming.stream.StreamId;
import io.iocp.time.NanoClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * What somebody who has logged in to administration may know of: streams that they may list, and
 * what is about these. Rules and revocations that change meanwhile count at once; what the access
 * callback says is asked for again while somebody goes on looking. Any thread.
 */
final class VisibleNames implements Visibility {

  private static final long LISTING_NANOS = Duration.ofSeconds(5).toNanos();

  private final AccessControl control;
  private final RunningSessions sessions;
  private final Caller caller;
  private final InetAddress address;
  private final NanoClock clock;
  private final AtomicLong askedNanos;
  private volatile Predicate<String> listed;

  /** Asks what they may list. May block. */
  VisibleNames(
      AccessControl control,
      RunningSessions sessions,
      Caller caller,
      InetAddress address,
      NanoClock clock) {
    this.control = control;
    this.sessions = sessions;
    this.caller = caller;
    this.address = address;
    this.clock = clock;
    this.askedNanos = new AtomicLong(clock.nanoTime());
    this.listed = control.lists().listing(caller, address).names();
  }

  @Override
  public boolean everything() {
    return lists(AccessRequest.EVERY_NAME);
  }

  /** A rendition is part of its stream. */
  @Override
  public boolean lists(String stream) {
    long asked = askedNanos.get();
    long now = clock.nanoTime();
    if (now - asked >= LISTING_NANOS && askedNanos.compareAndSet(asked, now)) {
      control.lists().ask(caller, address, listing -> listed = listing.names());
    }
    return control.counts(caller) && (listed.test(stream) || listed.test(group(stream)));
  }

  private static String group(String stream) {
    return StreamId.whyInvalid(stream).isPresent()
        ? stream
        : new StreamId(stream).group().map(StreamId::name).orElse(stream);
  }

  @Override
  public boolean watches(String stream) {
    AccessRequest request = new AccessRequest(Action.WATCH, stream, Credentials.NONE, address);
    return control.counts(caller)
        && control.look(caller, request) instanceof AccessDecision.Granted;
  }

  @Override
  public boolean file(String name) {
    return control.counts(caller) && control.permits(caller, address, Action.FILES, name);
  }

  @Override
  public boolean client(long id) {
    return sessions.grant(id).map(Grant::request).filter(this::shows).isPresent();
  }

  private boolean shows(AccessRequest request) {
    return request.action() == Action.FILES ? file(request.name()) : lists(request.name());
  }
}
