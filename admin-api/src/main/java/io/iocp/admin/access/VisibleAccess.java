package io.iocp.admin.access;

import io.iocp.admin.security.CallerVisibility;
import io.iocp.admin.security.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rules and sessions that are about names which the caller may know of. */
final class VisibleAccess implements AccessDirectory {

  private static final String FILES = "files";

  private final AccessDirectory all;
  private final CallerVisibility caller;

  VisibleAccess(AccessDirectory all, CallerVisibility caller) {
    this.all = all;
    this.caller = caller;
  }

  @Override
  public AccessView access() {
    AccessView view = all.access();
    Visibility visibility = caller.current();
    return visibility.everything()
        ? view
        : new AccessView(
            view.mode(),
            // A pattern is visible to whom the same pattern lets list: it is part of theirs.
            view.rules().stream().filter(rule -> allVisible(rule.on(), visibility)).toList(),
            List.of(),
            view.callback(),
            null);
  }

  private static boolean allVisible(List<String> names, Visibility visibility) {
    return names.stream().allMatch(visibility::lists);
  }

  /** Goes on to look until there are as many as were asked for. */
  @Override
  public List<AccessSession> sessions(
      long after, @Nullable String key, @Nullable String name, int limit) {
    Visibility visibility = caller.current();
    List<AccessSession> found = new ArrayList<>();
    List<AccessSession> next = all.sessions(after, key, name, limit);
    while (true) {
      next.stream()
          .filter(session -> shows(visibility, session))
          .limit((long) limit - found.size())
          .forEach(found::add);
      if (found.size() == limit || next.size() < limit) {
        return found;
      }
      next = all.sessions(next.get(next.size() - 1).id(), key, name, limit);
    }
  }

  private static boolean shows(Visibility visibility, AccessSession session) {
    return session.action().equals(FILES)
        ? visibility.file(session.name())
        : visibility.lists(session.name());
  }

  @Override
  public boolean close(long session, String reason) {
    return all.close(session, reason);
  }

  @Override
  public List<String> revocations() {
    return all.revocations();
  }

  @Override
  public boolean isKey(String key) {
    return all.isKey(key);
  }

  @Override
  public Optional<Integer> revoke(String key) {
    return all.revoke(key);
  }

  @Override
  public boolean restore(String key) {
    return all.restore(key);
  }
}
