package io.iocp.state;

import io.iocp.access.AccessLists;
import io.iocp.access.AccessPolicy;
import io.iocp.access.AddressRange;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Allow and deny lists of addresses that are others than the configuration says. If the configured
 * lists are not the same any more, they count: who edits those means it.
 */
public final class ListsState implements StatePart {

  private static final Logger logger = LoggerFactory.getLogger(ListsState.class);

  private static final int FIELDS = 2;
  private static final String ALLOW = "allow";
  private static final String DENY = "deny";
  private static final String CONFIGURED_ALLOW = "configured-allow";
  private static final String CONFIGURED_DENY = "configured-deny";

  private final AccessPolicy policy;
  private final AccessLists configured;

  /** Nothing has been changed yet. */
  public ListsState(AccessPolicy policy) {
    this.policy = policy;
    this.configured = policy.lists();
  }

  @Override
  public String name() {
    return "address-lists";
  }

  @Override
  public Object version() {
    return policy.lists();
  }

  @Override
  public List<String> save() {
    AccessLists now = policy.lists();
    if (now.equals(configured)) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    add(lines, ALLOW, now.allow());
    add(lines, DENY, now.deny());
    add(lines, CONFIGURED_ALLOW, configured.allow());
    add(lines, CONFIGURED_DENY, configured.deny());
    return lines;
  }

  private static void add(List<String> lines, String list, List<AddressRange> ranges) {
    ranges.forEach(range -> lines.add(StateFields.join(list, range.toString())));
  }

  @Override
  public void restore(List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    List<AddressRange> allow = new ArrayList<>();
    List<AddressRange> deny = new ArrayList<>();
    List<AddressRange> configuredAllow = new ArrayList<>();
    List<AddressRange> configuredDeny = new ArrayList<>();
    for (String line : lines) {
      List<String> fields = StateFields.split(line, FIELDS);
      List<AddressRange> list =
          switch (fields.get(0)) {
            case ALLOW -> allow;
            case DENY -> deny;
            case CONFIGURED_ALLOW -> configuredAllow;
            case CONFIGURED_DENY -> configuredDeny;
            default -> throw new IllegalArgumentException("a line is of no known list");
          };
      list.add(AddressRange.parse(fields.get(1)));
    }
    AccessLists kept = new AccessLists(allow, deny);
    if (new AccessLists(configuredAllow, configuredDeny).equals(configured)) {
      policy.lists(kept);
    } else {
      logger.warn(
          "The allow and deny lists of addresses were changed while the server ran, but their"
              + " configuration has changed since: they follow the configuration");
    }
  }
}
