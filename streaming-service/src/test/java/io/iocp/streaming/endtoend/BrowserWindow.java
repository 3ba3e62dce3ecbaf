package io.iocp.streaming.endtoend;

import java.io.IOException;
import java.net.URI;

/** A page in a browser, of whichever engine. */
interface BrowserWindow extends AutoCloseable {

  void open(URI page);

  /**
   * What is evaluated from now on is evaluated in one of the page's frames, until a page is opened.
   */
  void enterFrame(int index);

  /** The value of a JavaScript expression, as text. */
  String text(String expression);

  /**
   * Waits, in the page, until a JavaScript expression is true.
   *
   * @throws AssertionError if it does not become true, with what the page shows instead
   */
  void await(String expression);

  /** Keeps what the page looks like. */
  void screenshot(String name) throws IOException;

  @Override
  void close();
}
