package io.iocp.streaming.endtoend;

import java.net.URI;

/** The page of the administration, as somebody in front of it uses it. */
final class Dashboard {

  private static final String WATCH_FOR_ERRORS =
      """
      window.troubles = [];
      window.longTasks = [];
      new PerformanceObserver((list) =>
          list.getEntries().forEach(({ duration }) => longTasks.push(duration)))
          .observe({ type: 'longtask', buffered: true });
      addEventListener('error', (event) => troubles.push(String(event.message)));
      addEventListener('unhandledrejection', (event) => troubles.push(String(event.reason)));
      addEventListener('securitypolicyviolation', (event) =>
          troubles.push(event.violatedDirective + ' ' + event.blockedURI));
      """;

  private final Browser browser;

  Dashboard(Browser browser) {
    this.browser = browser;
    browser.beforeEachPage(WATCH_FOR_ERRORS);
  }

  /** Opens the page with nobody logged in. */
  void open(URI page) {
    browser.open(page);
    browser.forgetCookies();
    browser.open(page);
    browser.await("document.querySelector('#login').open");
  }

  void logIn(String user, String password) {
    browser.enter("#username", "");
    browser.type("#username", user);
    browser.type("#password", password);
    browser.click("#login form .button");
  }

  /** Opens the page and waits until it is live. */
  void open(URI page, String user, String password) {
    open(page);
    logIn(user, password);
    browser.await("document.querySelector('#connection').textContent === 'live'");
  }

  void view(String name) {
    browser.evaluate("location.hash = '#/" + name + "'");
    browser.await("!document.querySelector('#view-" + name + "').hidden");
  }

  /** Waits for something that a selector finds, and clicks on it. */
  void click(String selector) {
    browser.await("document.querySelector(\"" + selector + "\")");
    browser.evaluate("document.querySelector(\"" + selector + "\").click()");
  }

  /** Confirms the dialog that is open. */
  void confirm() {
    click("dialog[open] button[type=submit]");
    browser.await("!document.querySelector('dialog[open]')");
  }

  /** What went wrong in the page's scripts, and what its policy forbade. */
  String troubles() {
    return browser.text("JSON.stringify(window.troubles)");
  }
}
