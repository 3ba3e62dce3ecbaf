package io.iocp.access.proxy;

import io.iocp.access.AddressRange;
import io.iocp.http.protocol.HttpFields;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client behind trusted proxies. Each proxy adds its peer at the end of the field, so it
 * is read from the end, and only as far as the proxies reach that are trusted: what is before that
 * is the client's own invention.
 */
public final class ForwardedClient {

  // As many proxies in a row as anybody has; what is longer is meant to cost time.
  private static final int MAXIMUM_HOPS = 32;

  private static final int MAXIMUM_PORT = 65_535;
  private static final String UNKNOWN = "unknown";

  // An address, with a port or without; IPv6 with a port is in brackets.
  private static final Pattern NODE =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)\\]|([0-9.]+|[0-9A-Fa-f:.]+))(?::(\\d{1,5}))?");
  // RFC 7239, section 6: a proxy that does not know its peer, or does not tell.
  private static final Pattern NOT_TOLD =
      Pattern.compile(
          "(?:unknown|_[\\w.-]+)(?::(?:\\d{1,5}|_[\\w.-]+))?", Pattern.CASE_INSENSITIVE);
  private static final Pattern PARAMETER =
      Pattern.compile("\\s*([!#$%&'*+.^_`|~\\w-]+)=(?:\"([^\"\\\\]*)\"|([^\\s\";,=]*))\\s*");

  private ForwardedClient() {}

  /**
   * The client that the field names.
   *
   * @param peer the proxy that is connected
   * @param isTrusted whether an address is a trusted proxy's
   * @return the client; the outermost proxy that is known, where that is the last to be trusted;
   *     null when a trusted proxy's part of the field cannot be read
   */
  public static @Nullable InetSocketAddress find(
      ForwardedHeader header,
      HttpFields fields,
      InetSocketAddress peer,
      Predicate<InetAddress> isTrusted) {
    if (header == ForwardedHeader.NONE) {
      return peer;
    }
    List<String> hops = fields.elements(header.fieldName());
    InetSocketAddress found = peer;
    for (int i = hops.size() - 1; i >= 0 && isTrusted.test(found.getAddress()); i--) {
      String node = header == ForwardedHeader.FORWARDED ? forNode(hops.get(i)) : hops.get(i);
      if (node == null || hops.size() - i > MAXIMUM_HOPS) {
        return null;
      }
      if (NOT_TOLD.matcher(node).matches()) {
        return found;
      }
      InetSocketAddress next = address(node);
      if (next == null) {
        return null;
      }
      found = next;
    }
    return found;
  }

  private static @Nullable InetSocketAddress address(String node) {
    Matcher matcher = NODE.matcher(node);
    if (!matcher.matches()) {
      return null;
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    int port = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    return port > MAXIMUM_PORT
        ? null
        : AddressRange.tryParseAddress(host)
            .map(range -> new InetSocketAddress(range.address(), port))
            .orElse(null);
  }

  /** The value of {@code for} in one element of Forwarded; null if it cannot be read. */
  private static @Nullable String forNode(String element) {
    String node = null;
    for (String parameter : element.split(";", -1)) {
      Matcher matcher = PARAMETER.matcher(parameter);
      if (!matcher.matches()) {
        return null;
      }
      if (matcher.group(1).equalsIgnoreCase("for")) {
        if (node != null) {
          return null;
        }
        node = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
      }
    }
    return node == null ? UNKNOWN : node;
  }
}
