package io.iocp.streaming.endtoend;

import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.ScriptTimeoutException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The machine's Chromium, without a window. */
final class Browser implements AutoCloseable {

  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final Duration PATIENCE = Patience.LIMIT;

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  static Browser open() {
    Path chromium = Capability.requireProgram("chromium");
    Path chromedriver = Capability.requireProgram("chromedriver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--mute-audio");
    ChromeDriver driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .usingAnyFreePort()
                .build(),
            options);
    driver.manage().timeouts().scriptTimeout(PATIENCE);
    driver.manage().timeouts().pageLoadTimeout(PATIENCE);
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 1200, "height", 800, "deviceScaleFactor", 1, "mobile", false));
    return new Browser(driver);
  }

  void open(URI page) {
    driver.get(page.toString());
  }

  /** Runs a script before those of every page that is opened from now on. */
  void beforeEachPage(String script) {
    driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** The value of a JavaScript expression. */
  Object evaluate(String expression) {
    return driver.executeScript("return " + expression);
  }

  double number(String expression) {
    return ((Number) evaluate("Number(" + expression + ")")).doubleValue();
  }

  String text(String expression) {
    return String.valueOf(evaluate(expression));
  }

  /**
   * Waits, in the page, until a JavaScript expression is true.
   *
   * @throws AssertionError if it does not become true, with what the player shows instead
   */
  void await(String expression) {
    try {
      driver.executeAsyncScript(
          "const done = arguments[0];"
              + "const look = () => ("
              + expression
              + ") ? done() : setTimeout(look, 20);"
              + "look();");
    } catch (ScriptTimeoutException e) {
      throw new AssertionError(
          "not true within "
              + PATIENCE
              + ": "
              + expression
              + "; the page shows "
              + text("JSON.stringify(window.iocpPlayer) + ' ' + document.body.innerText"),
          e);
    }
  }

  void click(String selector) {
    evaluate("document.querySelector('" + selector + "').click()");
  }

  /** Keeps what the page looks like. */
  void screenshot(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  @Override
  public void close() {
    driver.quit();
  }
}
