package io.iocp.testsupport;

import com.sun.jna.NativeLibrary;

/** Tells Wine from Windows, for the few tests whose outcome is known to differ. */
public final class Wine {

  private Wine() {}

  /** Whether this JVM runs under Wine. */
  public static boolean isHere() {
    if (!System.getProperty("os.name").startsWith("Windows")) {
      return false;
    }
    try {
      NativeLibrary.getInstance("ntdll").getFunction("wine_get_version");
      return true;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }
}
