package io.iocp.admin.addresses;

import io.iocp.access.AccessLists;
import io.iocp.access.AddressRange;
import io.iocp.admin.problem.ProblemException;
import java.util.List;
import java.util.Locale;

/** Which of the two lists. */
enum AddressList {
  /** The only addresses that may connect; everybody may while it is empty. */
  ALLOW,
  /** Addresses that may not connect, even if they are allowed. */
  DENY;

  /**
   * Reads the name that stands in a path.
   *
   * @throws ProblemException if it is neither
   */
  static AddressList of(String name) {
    for (AddressList list : values()) {
      if (list.toString().equals(name)) {
        return list;
      }
    }
    throw ProblemException.invalid("list", name, ALLOW + " or " + DENY);
  }

  List<AddressRange> in(AccessLists lists) {
    return this == ALLOW ? lists.allow() : lists.deny();
  }

  /** The lists with others in the place of this one. */
  AccessLists replaced(AccessLists lists, List<AddressRange> ranges) {
    return this == ALLOW
        ? new AccessLists(ranges, lists.deny())
        : new AccessLists(lists.allow(), ranges);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
