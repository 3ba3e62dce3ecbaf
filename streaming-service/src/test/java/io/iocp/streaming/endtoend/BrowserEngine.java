package io.iocp.streaming.endtoend;

import java.io.IOException;
import java.nio.file.Path;

/** The engines that browsers are made of. */
enum BrowserEngine {
  CHROMIUM {
    @Override
    BrowserWindow open(Path home) {
      return Browser.open();
    }
  },
  FIREFOX {
    @Override
    BrowserWindow open(Path home) throws IOException {
      return Firefox.open(home);
    }
  },
  /** What Safari is made of, in the build of GTK. */
  WEBKIT {
    @Override
    BrowserWindow open(Path home) throws IOException {
      return WebKit.open(home);
    }

    @Override
    boolean decodesVp8() {
      // On busy processors it refuses to start, or stands still, at times; limits.md says so.
      return false;
    }
  };

  /** Whether VP8 can be relied on there. */
  boolean decodesVp8() {
    return true;
  }

  /**
   * Opens the machine's browser, with a window that nobody sees.
   *
   * @param home an empty directory for what it keeps
   */
  abstract BrowserWindow open(Path home) throws IOException;
}
