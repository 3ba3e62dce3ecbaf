package io.iocp.admin.security;

import jakarta.servlet.http.HttpServletRequest;

/** What the audit line of a change says beyond the method and the address of the request. */
public final class AuditDetail {

  static final String ATTRIBUTE = AuditDetail.class.getName();

  private AuditDetail() {}

  /**
   * Adds to the audit line of this request.
   *
   * @param detail what is changed to what, without secrets
   */
  public static void set(HttpServletRequest request, String detail) {
    request.setAttribute(ATTRIBUTE, detail);
  }
}
