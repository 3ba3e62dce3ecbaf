package io.iocp.admin.problem;

import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * The kinds of problems that the API reports.
 *
 * <p>A constant's name makes its type URI, {@code CLIENT_NOT_FOUND} being {@code
 * urn:iocp:problem:client-not-found}. Clients of the API branch on it, so a constant is never
 * renamed.
 */
public enum ProblemType {
  /** Nobody has logged in, or not with the right password or a valid token. */
  UNAUTHENTICATED(HttpStatus.UNAUTHORIZED, "Authentication required"),
  /** The caller's role does not allow it. */
  FORBIDDEN(HttpStatus.FORBIDDEN, "Not allowed"),
  /** A page in a browser wants to change something without the token against forged requests. */
  CSRF_TOKEN_REQUIRED(HttpStatus.FORBIDDEN, "CSRF token required"),
  /** A parameter is not of its type or not in its range. */
  INVALID_PARAMETER(HttpStatus.BAD_REQUEST, "Invalid parameter"),
  /** No client with this id is connected, or no longer. */
  CLIENT_NOT_FOUND(HttpStatus.NOT_FOUND, "No such client"),
  /** Nobody publishes a stream of this name, or no longer. */
  STREAM_NOT_FOUND(HttpStatus.NOT_FOUND, "No such stream"),
  /** This client does not watch this stream, or no longer. */
  VIEWER_NOT_FOUND(HttpStatus.NOT_FOUND, "No such viewer"),
  /** Exactly this range is not banned, or no longer. */
  BAN_NOT_FOUND(HttpStatus.NOT_FOUND, "No such ban"),
  /** There are as many bans as there may be. */
  TOO_MANY_BANS(HttpStatus.CONFLICT, "Too many bans"),
  /** No job with this id waits or runs, or no longer. */
  JOB_NOT_FOUND(HttpStatus.NOT_FOUND, "No such job"),
  /** No file transfer with this id runs, or no longer. */
  TRANSFER_NOT_FOUND(HttpStatus.NOT_FOUND, "No such transfer"),
  /** There is no file of this name. */
  FILE_NOT_FOUND(HttpStatus.NOT_FOUND, "No such file"),
  /** The exchange of files does not begin this transfer, or not now. */
  TRANSFER_REFUSED(HttpStatus.CONFLICT, "Transfer refused"),
  /** All places for subscribers of live events are taken. */
  TOO_MANY_SUBSCRIBERS(HttpStatus.SERVICE_UNAVAILABLE, "Too many subscribers"),
  /** Settings cannot be what was asked for; nothing was changed. */
  INVALID_SETTINGS(HttpStatus.UNPROCESSABLE_CONTENT, "Invalid settings"),
  /** Only a restart changes this setting; nothing was changed. */
  SETTING_NEEDS_RESTART(HttpStatus.UNPROCESSABLE_CONTENT, "Restart needed"),
  /** A change needs the version that it is based on: the header If-Match. */
  PRECONDITION_REQUIRED(HttpStatus.PRECONDITION_REQUIRED, "Version required"),
  /** Somebody else has changed it meanwhile. */
  PRECONDITION_FAILED(HttpStatus.PRECONDITION_FAILED, "Changed meanwhile"),
  /** The body is no JSON, or not of the form that is asked for. */
  INVALID_BODY(HttpStatus.BAD_REQUEST, "Invalid body"),
  /** The body is of a kind that is not understood here. */
  UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Unsupported media type"),
  /** The API has no such resource. */
  NOT_FOUND(HttpStatus.NOT_FOUND, "No such resource"),
  /** The resource is there but not for this method. */
  METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "Method not allowed"),
  /** The caller accepts no JSON. */
  NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No acceptable representation"),
  /** Anything else that is wrong with a request. */
  INVALID_REQUEST(HttpStatus.BAD_REQUEST, "Invalid request"),
  /** The server failed; its log says how. */
  INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "Internal error");

  private final HttpStatus status;
  private final String title;
  private final URI uri;

  ProblemType(HttpStatus status, String title) {
    this.status = status;
    this.title = title;
    this.uri = URI.create("urn:iocp:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  HttpStatus status() {
    return status;
  }

  String title() {
    return title;
  }

  URI uri() {
    return uri;
  }

  /** The type of an error that Spring reports with no more than a status. */
  static ProblemType of(HttpStatusCode status) {
    return switch (status.value()) {
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      default -> status.is4xxClientError() ? INVALID_REQUEST : INTERNAL_ERROR;
    };
  }
}
