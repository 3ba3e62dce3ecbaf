package io.iocp.admin.ranges;

import io.iocp.access.AddressRange;
import io.iocp.admin.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Reads ranges of addresses, and makes them part of paths. */
public final class Ranges {

  private Ranges() {}

  /**
   * Reads an address or a range in CIDR notation.
   *
   * @param property the parameter or field that it comes from
   * @throws ProblemException if it is missing, or nothing of the kind
   */
  public static AddressRange parse(String property, @Nullable String text) {
    if (text == null) {
      throw ProblemException.invalid(property, null, "given");
    }
    try {
      return AddressRange.parse(text);
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalid(
          property, text, "an address or a CIDR range (" + e.getMessage() + ")");
    }
  }

  /** Reads the range that a path names by its address and its prefix. */
  public static AddressRange ofPath(String address, int prefix) {
    return parse("address", address + "/" + prefix);
  }

  /** A range's address, without its prefix. */
  public static String address(AddressRange range) {
    String text = range.toString();
    int slash = text.indexOf('/');
    return slash < 0 ? text : text.substring(0, slash);
  }

  /** What {@link #ofPath} reads. */
  public static String path(AddressRange range) {
    return address(range) + "/" + range.prefixLength();
  }
}
