package io.iocp.streaming.command;

import io.iocp.connection.ConnectOutcome;
import io.iocp.websocket.WebSocketOpening;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.util.Set;

/**
 * How a connection to the server ended, or did not come about.
 *
 * @param exitCode what the command would end with
 * @param passing whether it may be otherwise in a moment
 * @param words for people, the server's own where it said something
 */
record Ending(int exitCode, boolean passing, String words) {

  /** The name is taken, or was taken over: which of the two only the time tells. */
  private static final int NAME_TAKEN = 4409;

  private static final int SILENT = 4408;

  /** Of servers that will be back, and of places that will be free. */
  private static final Set<Integer> PASSING_CODES =
      Set.of(
          CloseCode.GOING_AWAY,
          CloseCode.ABNORMAL,
          CloseCode.INTERNAL_ERROR,
          CloseCode.SERVICE_RESTART,
          CloseCode.TRY_AGAIN_LATER,
          CloseCode.BAD_GATEWAY,
          SILENT);

  private static final Set<Integer> PASSING_STATUSES = Set.of(408, 429, 500, 502, 503, 504);

  /** There is no session. */
  static Ending of(WebSocketOpening opening) {
    if (opening instanceof WebSocketOpening.Refused refused) {
      int status = refused.failure().httpStatus();
      return new Ending(
          ExitCode.REFUSED,
          PASSING_STATUSES.contains(status),
          "the server refuses with " + status + ": " + refused.failure().reason());
    }
    if (opening instanceof WebSocketOpening.NotConnected not) {
      return new Ending(ExitCode.UNREACHABLE, true, words(not.outcome()));
    }
    if (opening instanceof WebSocketOpening.Broken broken) {
      String words =
          switch (broken.cause()) {
            case HANDSHAKE_TIMEOUT -> "the server does not answer";
            case SECURITY_FAILED ->
                "TLS failed: is its certificate trusted, and does it speak TLS?";
            default -> "the connection broke before the server had answered";
          };
      return new Ending(ExitCode.UNREACHABLE, true, words);
    }
    throw new IllegalArgumentException("the session is open");
  }

  private static String words(ConnectOutcome outcome) {
    return switch (outcome) {
      case REFUSED -> "nobody listens at this address";
      case UNREACHABLE -> "there is no way to this address, or no such host";
      case TIMED_OUT -> "nobody answers at this address";
      default -> "no connection to this address: " + outcome;
    };
  }

  /**
   * The session has ended.
   *
   * @param accepted whether the server had taken the publisher: then a name that is taken has been
   *     taken over, and before it may be our own, of a connection that the server thinks alive
   */
  static Ending of(WsClose status, boolean accepted) {
    if (status.code() == CloseCode.ABNORMAL) {
      return new Ending(ExitCode.UNREACHABLE, true, "the connection is lost");
    }
    boolean passing =
        PASSING_CODES.contains(status.code()) || (status.code() == NAME_TAKEN && !accepted);
    return new Ending(
        ExitCode.REFUSED,
        passing,
        "the server closes with "
            + status.code()
            + (status.reason().isEmpty() ? "" : ": " + status.reason()));
  }
}
