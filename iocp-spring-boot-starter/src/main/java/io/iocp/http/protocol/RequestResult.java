package io.iocp.http.protocol;

/** What came of reading the head of a request. */
public sealed interface RequestResult permits RequestHead, HttpRefusal, RequestResult.Incomplete {

  /** The head goes on: read again with what arrives next. */
  RequestResult INCOMPLETE = new Incomplete();

  /** See {@link #INCOMPLETE}. */
  record Incomplete() implements RequestResult {}
}
