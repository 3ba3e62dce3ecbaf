package io.iocp.streaming.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A control of some rules, at a time that tests set, and those who come to it. */
final class TestedControl {

  static final String CAMERA = "camera-token-0123456789";
  static final String CAMERA_BEFORE = "camera-token-of-last-year";
  static final String SCREEN = "screen-token-0123456789";
  static final String JWT_OF_ANNA = "anna.of.jwt";
  static final String EXPIRED_JWT = "long.gone.jwt";
  static final String UNREACHABLE_ISSUER = "nobody.answers.jwt";

  static final InetAddress HERE = address(192, 0, 2, 1);
  static final InetAddress ELSEWHERE = address(192, 0, 2, 2);

  static final List<AccessRule> RULES =
      List.of(
          AccessRule.of("token:camera", Set.of(Action.PUBLISH), "cam-*"),
          AccessRule.of("token:screen", Set.of(Action.PUBLISH, Action.WATCH), "hall"),
          AccessRule.of("anonymous", Set.of(Action.WATCH, Action.FILES), "public-*"),
          AccessRule.of("user:anna", Set.of(Action.WATCH, Action.FILES), "hall", "report.pdf"),
          AccessRule.of("role:staff", Set.of(Action.LIST), "*"),
          AccessRule.of("authenticated", Set.of(Action.WATCH), "lobby"));

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  Instant now = START;
  long nanos = -5;
  long received;
  final Map<Long, Long> sent = new HashMap<>();
  long bytesPerSecond;

  final AccessControl control;

  private final Traffic traffic =
      new Traffic() {
        @Override
        public long received(long client) {
          return received;
        }

        @Override
        public long sent(long client) {
          return sent.getOrDefault(client, -1L);
        }

        @Override
        public long bytesPerSecond(String stream) {
          return bytesPerSecond;
        }
      };

  TestedControl() {
    this(AccessMode.RULES, RULES);
  }

  TestedControl(AccessMode mode, List<AccessRule> rules) {
    this(mode, rules, null);
  }

  TestedControl(AccessMode mode, List<AccessRule> rules, @Nullable AccessCallback callback) {
    control =
        new AccessControl(
            mode,
            rules,
            new StaticTokens(
                Map.of(
                    "camera",
                    List.of(hash(CAMERA), hash(CAMERA_BEFORE)),
                    "screen",
                    List.of(hash(SCREEN)))),
            TestedControl::password,
            this::jwt,
            CredentialCheck.NOBODY,
            callback,
            () -> now,
            () -> nanos);
  }

  void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  RunningSessions sessions() {
    return new RunningSessions(control, () -> now, () -> nanos, traffic);
  }

  AccessDecision decide(Action action, String name, Credentials credentials) {
    return control.decide(new AccessRequest(action, name, credentials, HERE));
  }

  /** 200, or the status of the refusal. */
  int status(Action action, String name, Credentials credentials) {
    return status(decide(action, name, credentials));
  }

  static int status(AccessDecision decision) {
    return decision instanceof AccessDecision.Denied denied ? denied.httpStatus() : 200;
  }

  String ticket(Action action, String name, Credentials credentials) throws Exception {
    Tickets.Issued issued =
        control.issueTicket(
            new AccessRequest(action, name, credentials, HERE), null, Duration.ofMinutes(1));
    if (issued == null) {
      throw new AssertionError("no more tickets");
    }
    return issued.ticket();
  }

  static String hash(String token) {
    return "sha256:" + HexFormat.of().formatHex(Sha256.of(token));
  }

  private static @Nullable Caller password(Credentials credentials) {
    if (!credentials.secret().equals("secret of " + credentials.name())) {
      return null;
    }
    return Caller.user(
        credentials.name(), credentials.name().equals("bert") ? Set.of("staff") : Set.of());
  }

  private @Nullable Caller jwt(Credentials credentials) {
    return switch (credentials.secret()) {
      case JWT_OF_ANNA ->
          new Caller(
              Caller.Kind.USER,
              "anna",
              Set.of(),
              Set.of("camera=door"),
              Map.of(Action.PUBLISH, List.of(new NamePattern("anna-*"))),
              Set.of("jwt:1"),
              now.plusSeconds(60));
      case UNREACHABLE_ISSUER -> throw new IllegalStateException("no answer");
      // Expired ones are wrong ones to whoever reads them.
      default -> null;
    };
  }

  static InetAddress address(int... bytes) {
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = (byte) bytes[i];
    }
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
