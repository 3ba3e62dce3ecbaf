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
  /** Authentication is missing, or the password or token is invalid. */
  UNAUTHENTICATED(HttpStatus.UNAUTHORIZED, "Authentication required"),
  /** The caller's role does not allow it. */
  FORBIDDEN(HttpStatus.FORBIDDEN, "Not allowed"),
  /** A page in a browser sent a change without its CSRF token. */
  CSRF_TOKEN_REQUIRED(HttpStatus.FORBIDDEN, "CSRF token required"),
  /** A parameter has the wrong type or is out of range. */
  INVALID_PARAMETER(HttpStatus.BAD_REQUEST, "Invalid parameter"),
  /** No client with this id is connected. */
  CLIENT_NOT_FOUND(HttpStatus.NOT_FOUND, "No such client"),
  /** No stream of this name is live. */
  STREAM_NOT_FOUND(HttpStatus.NOT_FOUND, "No such stream"),
  /** No source is configured for a stream of this name. */
  SOURCE_NOT_FOUND(HttpStatus.NOT_FOUND, "No such source"),
  /** There is no recording of this id. */
  RECORDING_NOT_FOUND(HttpStatus.NOT_FOUND, "No such recording"),
  /** The recording has nothing at that time, or is being written. */
  RECORDING_REFUSED(HttpStatus.CONFLICT, "Recording refused"),
  /** This stream is not recorded. */
  RECORDER_NOT_FOUND(HttpStatus.NOT_FOUND, "No such recorder"),
  /** This client does not watch this stream. */
  VIEWER_NOT_FOUND(HttpStatus.NOT_FOUND, "No such viewer"),
  /** The stream has no rendition of this name that is live. */
  RENDITION_NOT_FOUND(HttpStatus.NOT_FOUND, "No such rendition"),
  /** This viewer does not move among renditions. */
  VIEWER_NOT_ADAPTIVE(HttpStatus.CONFLICT, "Viewer does not move"),
  /** This exact range is not banned. */
  BAN_NOT_FOUND(HttpStatus.NOT_FOUND, "No such ban"),
  /** The maximum number of bans is reached. */
  TOO_MANY_BANS(HttpStatus.CONFLICT, "Too many bans"),
  /** This exact range is not on the list. */
  ADDRESS_NOT_LISTED(HttpStatus.NOT_FOUND, "Not on the list"),
  /** The maximum number of ranges on the list is reached. */
  TOO_MANY_ADDRESSES(HttpStatus.CONFLICT, "Too many addresses"),
  /** The address that the request comes from could not connect any more. */
  SHUTS_OUT_CALLER(HttpStatus.CONFLICT, "You would be shut out"),
  /** No session with this id is running. */
  SESSION_NOT_FOUND(HttpStatus.NOT_FOUND, "No such session"),
  /** This key is not revoked. */
  REVOCATION_NOT_FOUND(HttpStatus.NOT_FOUND, "No such revocation"),
  /** The maximum number of revocations is reached. */
  TOO_MANY_REVOCATIONS(HttpStatus.CONFLICT, "Too many revocations"),
  /** No job with this id is queued or running. */
  JOB_NOT_FOUND(HttpStatus.NOT_FOUND, "No such job"),
  /** No file transfer with this id is running. */
  TRANSFER_NOT_FOUND(HttpStatus.NOT_FOUND, "No such transfer"),
  /** No file has this name. */
  FILE_NOT_FOUND(HttpStatus.NOT_FOUND, "No such file"),
  /** The transfer cannot be started, permanently or at the moment. */
  TRANSFER_REFUSED(HttpStatus.CONFLICT, "Transfer refused"),
  /** The maximum number of event subscribers is reached. */
  TOO_MANY_SUBSCRIBERS(HttpStatus.SERVICE_UNAVAILABLE, "Too many subscribers"),
  /** Too many failed logins, or too many at once. */
  TOO_MANY_LOGINS(HttpStatus.TOO_MANY_REQUESTS, "Too many logins"),
  /** A setting is invalid; nothing was changed. */
  INVALID_SETTINGS(HttpStatus.UNPROCESSABLE_CONTENT, "Invalid settings"),
  /** A setting needs a restart; nothing was changed. */
  SETTING_NEEDS_RESTART(HttpStatus.UNPROCESSABLE_CONTENT, "Restart needed"),
  /** The header If-Match is missing. */
  PRECONDITION_REQUIRED(HttpStatus.PRECONDITION_REQUIRED, "Precondition required"),
  /** The resource has been changed meanwhile. */
  PRECONDITION_FAILED(HttpStatus.PRECONDITION_FAILED, "Precondition failed"),
  /** The body is not valid JSON, or not of the expected form. */
  INVALID_BODY(HttpStatus.BAD_REQUEST, "Invalid body"),
  /** The media type of the body is not supported. */
  UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Unsupported media type"),
  /** The API has no such resource. */
  NOT_FOUND(HttpStatus.NOT_FOUND, "No such resource"),
  /** The resource does not support this method. */
  METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "Method not allowed"),
  /** The client does not accept JSON. */
  NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No acceptable representation"),
  /** Any other invalid request. */
  INVALID_REQUEST(HttpStatus.BAD_REQUEST, "Invalid request"),
  /** The server failed; see its log. */
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
