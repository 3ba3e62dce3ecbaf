package io.iocp.streaming.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What somebody sends to prove who they are. The first that is there counts: the header {@code
 * Authorization}, then an offered subprotocol {@code token.…} or {@code ticket.…}, which is what a
 * page's WebSocket can send, then {@code ticket=} and, where that is wanted, {@code token=} in the
 * query. Immutable; shows nobody its secret.
 */
public final class Credentials {

  /** Of somebody who says nothing. */
  public static final Credentials NONE = new Credentials(Kind.NONE, "", "");

  private static final String TOKEN = "token";
  private static final String TICKET = "ticket";

  enum Kind {
    NONE,
    TOKEN,
    TICKET,
    PASSWORD,
    /** The session of a page that somebody has logged in on. */
    LOGIN,
    /** Of no known form: nobody's. */
    MALFORMED
  }

  private final Kind kind;
  private final String name;
  private final String secret;
  private final boolean manyRequests;

  private Credentials(Kind kind, String name, String secret) {
    this(kind, name, secret, false);
  }

  private Credentials(Kind kind, String name, String secret, boolean manyRequests) {
    this.kind = kind;
    this.name = name;
    this.secret = secret;
    this.manyRequests = manyRequests;
  }

  /** The same of a client whose session is many requests, each of which shows them. */
  public Credentials ofManyRequests() {
    return new Credentials(kind, name, secret, true);
  }

  /** A static token, or a JWT. */
  public static Credentials token(String token) {
    return new Credentials(Kind.TOKEN, "", token);
  }

  /** A ticket for one session. */
  public static Credentials ticket(String ticket) {
    return new Credentials(Kind.TICKET, "", ticket);
  }

  /** A user of the application. */
  public static Credentials password(String user, String password) {
    return new Credentials(Kind.PASSWORD, user, password);
  }

  /** The session of a page on which somebody may have logged in. */
  static Credentials login(String session) {
    return new Credentials(Kind.LOGIN, "", session);
  }

  /**
   * Reads what a request carries.
   *
   * @param authorization the value of its header {@code Authorization}, if it has one
   * @param subprotocols what its {@code Sec-WebSocket-Protocol} offers
   * @param query its query as sent; values are taken as they are, without percent-decoding
   * @param queryToken whether {@code token=} in the query counts
   */
  public static Credentials of(
      @Nullable String authorization,
      List<String> subprotocols,
      @Nullable String query,
      boolean queryToken) {
    if (authorization != null) {
      return ofHeader(authorization);
    }
    for (String offered : subprotocols) {
      if (offered.startsWith(TOKEN + ".")) {
        return token(offered.substring(TOKEN.length() + 1));
      }
      if (offered.startsWith(TICKET + ".")) {
        return ticket(offered.substring(TICKET.length() + 1));
      }
    }
    String ticket = parameter(query, TICKET);
    if (ticket != null) {
      return ticket(ticket);
    }
    String token = queryToken ? parameter(query, TOKEN) : null;
    return token == null ? NONE : token(token);
  }

  private static Credentials ofHeader(String authorization) {
    int blank = authorization.indexOf(' ');
    String scheme = blank < 0 ? "" : authorization.substring(0, blank).toLowerCase(Locale.ROOT);
    String value = authorization.substring(blank + 1).strip();
    return switch (scheme) {
      case "bearer" -> token(value);
      case TICKET -> ticket(value);
      case "basic" -> ofBasic(value);
      default -> new Credentials(Kind.MALFORMED, "", authorization);
    };
  }

  private static Credentials ofBasic(String value) {
    try {
      String decoded = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
      int colon = decoded.indexOf(':');
      if (colon > 0) {
        return password(decoded.substring(0, colon), decoded.substring(colon + 1));
      }
    } catch (IllegalArgumentException e) {
      // Not Base64.
    }
    return new Credentials(Kind.MALFORMED, "", value);
  }

  private static @Nullable String parameter(@Nullable String query, String name) {
    if (query != null) {
      for (String parameter : query.split("&", -1)) {
        if (parameter.startsWith(name + "=")) {
          return parameter.substring(name.length() + 1);
        }
      }
    }
    return null;
  }

  Kind kind() {
    return kind;
  }

  /** The user's name; empty unless there is a password. */
  String name() {
    return name;
  }

  String secret() {
    return secret;
  }

  /** Whether the session is more requests than this. */
  boolean isOfManyRequests() {
    return manyRequests;
  }

  /** Whether it has the form of a JWT: three parts. */
  boolean isJwt() {
    return kind == Kind.TOKEN && secret.chars().filter(each -> each == '.').count() == 2;
  }

  /** A fingerprint of all that was sent, which gives nothing of it away. */
  byte[] fingerprint() {
    return Sha256.of(kind + " " + name + ":" + secret);
  }

  /** Without the secret: this may end in logs. */
  @Override
  public String toString() {
    return "Credentials[" + kind + "]";
  }
}
