package io.iocp.http.gateway;

/** What the web server inside may know of requests that were passed on to it. */
public final class PassedRequests {

  /** Name of an attribute of such a servlet request; its value is {@code true}. */
  public static final String ATTRIBUTE = "io.iocp.http.gateway.passed";

  private PassedRequests() {}
}
