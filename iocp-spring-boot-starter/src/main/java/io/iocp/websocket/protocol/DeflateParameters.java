package io.iocp.websocket.protocol;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What both sides agree on about permessage-deflate (RFC 7692, section 7.1).
 *
 * <p>Java's compressor always uses the largest window, of 2¹⁵ bytes, and its decompressor copes
 * with any. {@link MessageDeflater} keeps to a smaller one by forgetting in time. No client is
 * asked for a smaller one.
 *
 * @param serverKeepsContext whether the server's messages may refer to earlier ones
 * @param clientKeepsContext whether the client's messages may refer to earlier ones
 * @param serverWindowBits the window that the client named for the server, which is answered: 8 …
 *     15; or 0 if it named none
 */
public record DeflateParameters(
    boolean serverKeepsContext, boolean clientKeepsContext, int serverWindowBits) {

  /** What a client of ours offers: everything that is not said is allowed. */
  public static final String OFFER = "permessage-deflate";

  private static final String SERVER_NO_CONTEXT = "server_no_context_takeover";
  private static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";
  // For a parameter that came without a value.
  private static final String NO_VALUE = "";

  /**
   * On a server: the first of the client's offers that can be accepted.
   *
   * @param offers the elements of Sec-WebSocket-Extensions
   * @param keepContext whether the server would let messages refer to earlier ones
   * @return {@code null} when there is none: then nothing is compressed
   */
  public static @Nullable DeflateParameters answerTo(List<String> offers, boolean keepContext) {
    for (String offer : offers) {
      Map<String, String> parameters = parse(offer);
      if (parameters != null && isValidOffer(parameters)) {
        return new DeflateParameters(
            keepContext && !parameters.containsKey(SERVER_NO_CONTEXT),
            keepContext && !parameters.containsKey(CLIENT_NO_CONTEXT),
            serverWindowBits(parameters));
      }
    }
    return null;
  }

  private static boolean isValidOffer(Map<String, String> parameters) {
    String serverWindow = parameters.get(SERVER_WINDOW);
    String clientWindow = parameters.get(CLIENT_WINDOW);
    return areFlags(parameters)
        && (serverWindow == null || windowBits(serverWindow) > 0)
        && (clientWindow == null || clientWindow.equals(NO_VALUE) || windowBits(clientWindow) > 0);
  }

  /**
   * On a client that made the {@link #OFFER}: what the server's answer means.
   *
   * @return {@code null} when a client must not accept it
   */
  public static @Nullable DeflateParameters of(String answer) {
    Map<String, String> parameters = parse(answer);
    if (parameters == null || !areFlags(parameters) || parameters.containsKey(CLIENT_WINDOW)) {
      return null;
    }
    String serverWindow = parameters.get(SERVER_WINDOW);
    if (serverWindow != null && windowBits(serverWindow) < 0) {
      return null;
    }
    return new DeflateParameters(
        !parameters.containsKey(SERVER_NO_CONTEXT),
        !parameters.containsKey(CLIENT_NO_CONTEXT),
        serverWindowBits(parameters));
  }

  private static int serverWindowBits(Map<String, String> parameters) {
    String value = parameters.get(SERVER_WINDOW);
    return value == null ? 0 : windowBits(value);
  }

  /** The answer of a server that accepts. */
  public String answer() {
    StringBuilder text = new StringBuilder(OFFER);
    if (!serverKeepsContext) {
      text.append("; ").append(SERVER_NO_CONTEXT);
    }
    if (!clientKeepsContext) {
      text.append("; ").append(CLIENT_NO_CONTEXT);
    }
    if (serverWindowBits > 0) {
      text.append("; ").append(SERVER_WINDOW).append('=').append(serverWindowBits);
    }
    return text.toString();
  }

  private static boolean areFlags(Map<String, String> parameters) {
    return parameters.getOrDefault(SERVER_NO_CONTEXT, NO_VALUE).equals(NO_VALUE)
        && parameters.getOrDefault(CLIENT_NO_CONTEXT, NO_VALUE).equals(NO_VALUE);
  }

  /** The parameters; null when this is another extension, or one of them is unknown or twice. */
  private static @Nullable Map<String, String> parse(String extension) {
    String[] parts = extension.split(";", -1);
    if (!parts[0].strip().equalsIgnoreCase(OFFER)) {
      return null;
    }
    Map<String, String> parameters = new HashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String name = equals < 0 ? parts[i].strip() : parts[i].substring(0, equals).strip();
      String value = equals < 0 ? NO_VALUE : unquoted(parts[i].substring(equals + 1).strip());
      boolean known =
          switch (name.toLowerCase(Locale.ROOT)) {
            case SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT, SERVER_WINDOW, CLIENT_WINDOW -> true;
            default -> false;
          };
      // A value that is empty is none that could be meant.
      boolean empty = equals >= 0 && value.isEmpty();
      if (!known || empty || parameters.put(name.toLowerCase(Locale.ROOT), value) != null) {
        return null;
      }
    }
    return parameters;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /** 8 to 15 without leading zeros (section 7.1.2), or −1 for anything else. */
  private static int windowBits(String value) {
    return value.matches("[89]|1[0-5]") ? Integer.parseInt(value) : -1;
  }
}
