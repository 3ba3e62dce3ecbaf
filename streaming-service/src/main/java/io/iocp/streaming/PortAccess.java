package io.iocp.streaming;

import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AccessDecision;
import io.iocp.streaming.access.AccessDecision.Denied;
import io.iocp.streaming.access.AccessDecision.Granted;
import io.iocp.streaming.access.AccessRequest;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.Credentials;
import io.iocp.streaming.access.RunningSession;
import io.iocp.streaming.access.RunningSessions;
import io.iocp.streaming.ingest.PublishAccess;
import io.iocp.streaming.stream.StreamId;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks the one who decides about everybody. Any thread. */
final class PortAccess implements PublishAccess {

  private final AccessControl control;
  private final RunningSessions sessions;
  private final Predicate<Runnable> jobs;

  /**
   * @param jobs runs what may block on another thread, and says whether it will
   */
  PortAccess(AccessControl control, RunningSessions sessions, Predicate<Runnable> jobs) {
    this.control = control;
    this.sessions = sessions;
    this.jobs = jobs;
  }

  @Override
  public void admit(
      StreamId stream,
      String query,
      long session,
      InetSocketAddress remoteAddress,
      Ending ending,
      Consumer<Supplier<Admission>> answer) {
    control.decide(
        new AccessRequest(
            Action.PUBLISH,
            stream.name(),
            // A stream key is a secret by itself: a token in it always counts.
            Credentials.of(null, List.of(), query, true),
            remoteAddress.getAddress(),
            query),
        jobs,
        decision -> answer.accept(() -> admission(decision, session, ending)));
  }

  private Admission admission(AccessDecision decision, long session, Ending ending) {
    if (decision instanceof Granted granted) {
      RunningSessions.Begun begun = sessions.begin(session, granted.grant(), ending::end);
      return begun instanceof RunningSession running
          ? Admission.admitted(running::close)
          : Admission.refused(((RunningSessions.NoPlace) begun).reason());
    }
    return Admission.refused(((Denied) decision).reason());
  }
}
