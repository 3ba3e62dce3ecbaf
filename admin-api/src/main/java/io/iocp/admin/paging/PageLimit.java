package io.iocp.admin.paging;

import io.iocp.admin.problem.ProblemException;

/** How many entries a list may have. */
public final class PageLimit {

  /** The number of entries if the caller asks for none; text, for annotations. */
  public static final String DEFAULT = "100";

  /** The largest number of entries. */
  public static final int MAXIMUM = 1000;

  private PageLimit() {}

  /**
   * Checks the {@code offset} of a request.
   *
   * @param offset the number of entries to skip, 0 or more
   * @throws ProblemException if it is negative
   */
  public static void checkOffset(int offset) {
    if (offset < 0) {
      throw ProblemException.invalid("offset", offset, "at least 0");
    }
  }

  /**
   * Checks the {@code limit} of a request.
   *
   * @param limit the number of entries asked for, 1 to 1000
   * @throws ProblemException if it is out of range
   */
  public static void check(int limit) {
    if (limit < 1 || limit > MAXIMUM) {
      throw ProblemException.invalid("limit", limit, "1 to " + MAXIMUM);
    }
  }
}
