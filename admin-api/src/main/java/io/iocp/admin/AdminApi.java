package io.iocp.admin;

/** What all parts of the administration API share. */
public final class AdminApi {

  /** The path below which the whole API lies; a new, incompatible API gets a new number. */
  public static final String BASE_PATH = "/api/v1";

  /** The path of the page on top of it. */
  public static final String PAGE_PATH = "/admin";

  /** The paths of the scripts that the page shares with the pages of the application. */
  public static final String COMMON_ASSETS = "/assets/common/**";

  private AdminApi() {}
}
