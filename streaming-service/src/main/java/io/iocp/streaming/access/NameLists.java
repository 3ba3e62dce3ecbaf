package io.iocp.streaming.access;

import io.iocp.streaming.access.AccessControl.Listing;
import io.iocp.streaming.access.AccessDecision.Denied;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which streams somebody may list: those they may watch, too. The callback is asked once, for all
 * names. Any thread.
 */
final class NameLists {

  private final AccessControl control;
  private final @Nullable AccessCallback callback;

  /**
   * @param callback is asked for what no rule lets, if there is one
   */
  NameLists(AccessControl control, @Nullable AccessCallback callback) {
    this.control = control;
    this.callback = callback;
  }

  /** What somebody may list who is known already. May block. */
  Listing listing(Caller caller, InetAddress address) {
    CompletableFuture<Listing> asked = new CompletableFuture<>();
    ask(caller, address, asked::complete);
    // The callback answers in any case, if only that its time is over.
    return asked.join();
  }

  /** The same without blocking. */
  void ask(Caller caller, InetAddress address, Consumer<Listing> listing) {
    AccessRequest request =
        new AccessRequest(Action.LIST, AccessRequest.EVERY_NAME, Credentials.NONE, address);
    ask(new Question(request, caller, false), listing);
  }

  /** What somebody may list. May block. */
  Listing listing(Question question) {
    CompletableFuture<Listing> asked = new CompletableFuture<>();
    ask(question, asked::complete);
    return asked.join();
  }

  private void ask(Question question, Consumer<Listing> listing) {
    if (callback == null) {
      listing.accept(new Listing(byRule(question.caller(), question), null));
    } else {
      callback.ask(question, answer -> listing.accept(listing(question, answer)));
    }
  }

  private Listing listing(Question question, CallbackAnswer answer) {
    boolean unproven = question.unproven();
    if (control.decision(question, answer) instanceof Denied denied) {
      boolean told = unproven || denied.httpStatus() == 503;
      return new Listing(
          unproven ? name -> false : byRule(question.caller(), question), told ? denied : null);
    }
    Predicate<String> asKnown = byRule(AccessControl.known(question, answer), question);
    return new Listing(
        name ->
            asKnown.test(name)
                || answer.names().stream().anyMatch(pattern -> pattern.matches(name)),
        null);
  }

  private Predicate<String> byRule(Caller caller, Question question) {
    InetAddress from = question.request().remoteAddress();
    return name ->
        control.permits(caller, from, Action.LIST, name)
            || control.permits(caller, from, Action.WATCH, name);
  }
}
