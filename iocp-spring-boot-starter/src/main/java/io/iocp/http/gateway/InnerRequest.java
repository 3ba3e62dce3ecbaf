package io.iocp.http.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.iocp.access.proxy.ForwardedHeader;
import io.iocp.http.protocol.EndToEnd;
import io.iocp.http.protocol.HttpFields;
import io.iocp.http.protocol.RequestHead;
import io.iocp.http.protocol.RequestTarget;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as the web server inside gets it: written anew from what was understood, so
 * that it cannot be understood otherwise. Who asks, and how, is told by {@code X-Forwarded-*}
 * alone; what the client wrote there is left out, unless a trusted proxy is the client.
 */
final class InnerRequest {

  private static final String PROTO = "X-Forwarded-Proto";
  private static final String HOST = "X-Forwarded-Host";
  private static final String PORT = "X-Forwarded-Port";
  private static final String PREFIX = "X-Forwarded-Prefix";

  private static final Pattern PORT_NUMBER = Pattern.compile("[1-9][0-9]{0,4}");
  private static final Pattern PATH_PREFIX = Pattern.compile("(?:/[A-Za-z0-9_~-][\\w.~-]*)+");
  private static final Pattern PARAMETER =
      Pattern.compile("\\s*(\\w+)=(?:\"([^\"\\\\]*)\"|([^\\s\";,=]*))\\s*");

  private InnerRequest() {}

  /**
   * Encodes the head.
   *
   * @param client who asks
   * @param secure whether the client's connection is through TLS
   * @param trusted the field in which a trusted proxy, which sent the request, names clients;
   *     {@code NONE} if it came from anybody else
   */
  static byte[] encode(
      RequestHead head, InetSocketAddress client, boolean secure, ForwardedHeader trusted) {
    HttpFields told = head.headers();
    String proto = secure ? "https" : "http";
    String host = head.host();
    @Nullable String port = null;
    @Nullable String prefix = null;
    if (trusted == ForwardedHeader.X_FORWARDED_FOR) {
      proto = orElse(proto(last(told, PROTO)), proto);
      host = orElse(host(last(told, HOST)), host);
      port = matching(PORT_NUMBER, last(told, PORT));
      prefix = prefix(head, trusted);
    } else if (trusted == ForwardedHeader.FORWARDED) {
      String nearest = last(told, "Forwarded");
      proto = orElse(proto(parameter(nearest, "proto")), proto);
      host = orElse(host(parameter(nearest, "host")), host);
    }
    StringBuilder text = new StringBuilder(512).append(head.method()).append(' ');
    text.append(head.target().rawPath());
    if (head.target().query() != null) {
      text.append('?').append(head.target().query());
    }
    text.append(" HTTP/1.1\r\n");
    field(text, "Host", host);
    EndToEnd.of(told).without(InnerRequest::isOurs).appendTo(text);
    field(text, "X-Forwarded-For", client.getAddress().getHostAddress().replaceFirst("%.*", ""));
    field(text, PROTO, proto);
    if (!host.isEmpty()) { // HTTP/1.0 knows no Host.
      field(text, HOST, host);
    }
    if (port != null) {
      field(text, PORT, port);
    }
    if (prefix != null) {
      field(text, PREFIX, prefix);
    }
    if (head.contentLength() == RequestHead.CHUNKED) {
      field(text, "Transfer-Encoding", "chunked");
    } else if (head.headers().first("Content-Length") != null) {
      field(text, "Content-Length", Long.toString(head.contentLength()));
    }
    return text.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  /** The path that a trusted proxy has taken off, or null. */
  static @Nullable String prefix(RequestHead head, ForwardedHeader trusted) {
    return trusted == ForwardedHeader.X_FORWARDED_FOR
        ? matching(PATH_PREFIX, last(head.headers(), PREFIX))
        : null;
  }

  private static void field(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append("\r\n");
  }

  /** Fields that are written here, or by nobody; an underscore reads as a hyphen somewhere. */
  private static boolean isOurs(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return plain.equals("host")
        || plain.equals("content-length")
        || plain.equals("forwarded")
        || plain.equals("x-real-ip")
        || plain.startsWith("x-forwarded-");
  }

  /** The element that the nearest proxy has written: those before it may be anybody's. */
  private static @Nullable String last(HttpFields fields, String name) {
    List<String> elements = fields.elements(name);
    return elements.isEmpty() ? null : elements.get(elements.size() - 1);
  }

  private static @Nullable String parameter(@Nullable String element, String name) {
    if (element != null) {
      for (String each : element.split(";", -1)) {
        Matcher matcher = PARAMETER.matcher(each);
        if (matcher.matches() && matcher.group(1).equalsIgnoreCase(name)) {
          return matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
        }
      }
    }
    return null;
  }

  private static @Nullable String proto(@Nullable String told) {
    String lowerCase = told == null ? "" : told.toLowerCase(Locale.ROOT);
    return lowerCase.equals("http") || lowerCase.equals("https") ? lowerCase : null;
  }

  private static @Nullable String host(@Nullable String told) {
    return told != null && RequestTarget.isAuthority(told) ? told : null;
  }

  private static @Nullable String matching(Pattern pattern, @Nullable String told) {
    return told != null && pattern.matcher(told).matches() ? told : null;
  }

  private static String orElse(@Nullable String first, String second) {
    return first == null ? second : first;
  }
}
